# Places.
places-lead = What a name meant on a day, and what that is today.
places-search = Find places
places-name = Name of a place, for example: huyện Ngọc Hồi
places-on = On the day (empty: at any time)
places-everywhere = Also outside the province
places-find = Find
places-all-communes = Communes of the province
places-none = There is no place called “{ $name }”
places-none-text = Check the spelling and the day; leave the day empty to find it at any time.
places-meant-on = “{ $name }” on { $day }
places-meant-ever = “{ $name }” since July 2021
places-code = code { $code }
places-code-heading = Official code
places-elsewhere = outside the province
places-cut = Many places bear this name. Add the type or the unit above, for example: xã Đăk Long, huyện Đăk Hà.
places-stands = This unit stands today
places-ended = No longer a unit
places-is-today = Today it is
places-today-unknown = It is not known what it is today
places-share-of-it = { $share } of the old unit
places-share-unknown = share not known
places-estimated = (estimate)
places-doubtful = (to be checked)
places-from = from { $day }
places-from-before = from before 01/07/2021
places-to = to { $day }
places-to-today = until today
places-communes-count = { $count ->
    [one] { $count } commune, ward or special zone
   *[other] { $count } communes, wards and special zones
 } today
places-commune = Commune, ward, special zone
places-name-heading = Name
places-population = Population
places-population-of = { $count } ({ $year })
places-facts = Facts
places-kind = Type
places-validity = Validity
places-seat = Seat
places-seat-at = { $latitude } north, { $longitude } east (WGS 84)
places-doubts = What the sources leave open
places-before = Made from
places-before-none = No unit before it is recorded.
places-versions = Versions of the code { $code }
places-children = { $count ->
    [one] { $count } unit
   *[other] { $count } units
 } below
places-sources = Built into the program, nothing is looked up on a network: the lists of units of 01/07/2021 and 01/03/2025, the list of today, the mapping of 2025 (Kon Tum by Resolution 1677/NQ-UBTVQH15), the census of 2009. Shares marked as estimates do not replace the documents of the authorities.
basis-mapping = by the mapping of 2025
basis-same-code = the code was kept (Decision 19/2025/QĐ-TTg)
basis-same-name = an island district became the special zone of its name
basis-weighted = share by the population of the communes
basis-overlap = estimated from the overlap of 2009
basis-disputed = the sources disagree
basis-district = only the former district is known
how-exact = the very name
how-spelling = another spelling of the name
how-alias = another name in use
how-misread = a misread letter
how-accents-dropped = written without marks
how-other-kind = another type of unit
doubt-begin = The first day is the earliest possible one
doubt-end = The last day is the latest possible one
doubt-day-from-memory = A day is known from memory, not from the collected sources
doubt-seat = The coordinates come from the map of 2009 or lie outside the boundary
doubt-population = The population was repaired or does not fit the census
