//! Who and where the words mean: places and agencies as of the day of issue, and what they are today.

use jiff::civil::Date;

use crate::grammar::words::Script;
use crate::register::Reading;

pub(crate) fn resolve(_reading: &mut Reading, _script: &Script<'_>, _issued_on: Option<Date>) {}
