//! The code tables. Source: TCVN 5712-3:1999, RFC 1456 and the VNI-Windows key chart; the first two agree with glibc's
//! `TCVN` and `VISCII` converters.

#[cfg(test)]
use super::OldEncoding;

/// One Unicode letter per byte; `\0` where the encoding has nothing of its own.
pub(super) type Table = [char; 256];

pub(super) static TCVN3: Table = rows(&[
    (0xa1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xb5, "àảãáạ"),
    (0xbb, "ằẳẵắ"),
    (0xc6, "ặầẩẫấậè"),
    (0xce, "ẻẽéẹềểễếệìỉ"),
    (0xdc, "ĩíịò"),
    (0xe1, "ỏõóọồổỗốộờởỡớợù"),
    (0xf1, "ủũúụừửữứựỳỷỹýỵ"),
]);

pub(super) static VISCII: Table = rows(&[
    (0x02, "Ẳ"),
    (0x05, "ẴẪ"),
    (0x14, "Ỷ"),
    (0x19, "Ỹ"),
    (0x1e, "Ỵ"),
    (0x80, "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"),
    (0xa0, "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬ"),
    (
        0xbd,
        "ơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ",
    ),
]);

/// windows-1252 where it differs from Latin-1.
const WESTERN: Table = rows(&[
    (0x80, "€"),
    (0x82, "‚ƒ„…†‡ˆ‰Š‹Œ"),
    (0x8e, "Ž"),
    (0x91, "‘’“”•–—˜™š›œ"),
    (0x9e, "žŸ"),
]);

/// windows-1258 where it differs from windows-1252; tones are combining marks.
const VIETNAMESE: Table = rows(&[
    (0xc3, "Ă"),
    (0xcc, "\u{300}"),
    (0xd0, "Đ"),
    (0xd2, "\u{309}"),
    (0xd5, "Ơ"),
    (0xdd, "Ư\u{303}"),
    (0xe3, "ă"),
    (0xec, "\u{301}"),
    (0xf0, "đ"),
    (0xf2, "\u{323}"),
    (0xf5, "ơ"),
    (0xfd, "ư₫"),
]);

/// VNI marks after `a e o` that also carry a circumflex, and after `a` a breve: the mark, then the letter each base becomes.
const VNI_MARKS: [(char, &str, &str); 17] = [
    ('ù', "aeouyôö", "áéóúýớứ"),
    ('ø', "aeouyôö", "àèòùỳờừ"),
    ('û', "aeouyôö", "ảẻỏủỷởử"),
    ('õ', "aeouyôö", "ãẽõũỹỡữ"),
    ('ï', "aeouyôö", "ạẹọụỵợự"),
    ('â', "aeo", "âêô"),
    ('á', "aeo", "ấếố"),
    ('à', "aeo", "ầềồ"),
    ('å', "aeo", "ẩểổ"),
    ('ã', "aeo", "ẫễỗ"),
    ('ä', "aeo", "ậệộ"),
    ('ê', "a", "ă"),
    ('é', "a", "ắ"),
    ('è', "a", "ằ"),
    ('ú', "a", "ẳ"),
    ('ü', "a", "ẵ"),
    ('ë', "a", "ặ"),
];

/// VNI letters that stand alone.
const VNI_ALONE: [(char, char); 9] = [
    ('ô', 'ơ'),
    ('ö', 'ư'),
    ('ñ', 'đ'),
    ('í', 'í'),
    ('ì', 'ì'),
    ('æ', 'ỉ'),
    ('ó', 'ĩ'),
    ('ò', 'ị'),
    ('î', 'ỵ'),
];

/// Lays out runs of letters from their first byte.
const fn rows(runs: &[(u8, &str)]) -> Table {
    let mut table = ['\0'; 256];
    let mut run = 0;
    while run < runs.len() {
        let (start, letters) = runs[run];
        let bytes = letters.as_bytes();
        let (mut at, mut code) = (0, start as usize);
        while at < bytes.len() {
            let (letter, width) = scalar(bytes, at);
            table[code] = letter;
            code += 1;
            at += width;
        }
        run += 1;
    }
    table
}

/// The UTF-8 letter at a place and its width, for building tables at compile time.
const fn scalar(bytes: &[u8], at: usize) -> (char, usize) {
    let lead = bytes[at] as u32;
    let (value, width) = if lead < 0x80 {
        (lead, 1)
    } else if lead < 0xe0 {
        ((lead & 0x1f) << 6 | low(bytes, at + 1), 2)
    } else {
        ((lead & 0x0f) << 12 | low(bytes, at + 1) << 6 | low(bytes, at + 2), 3)
    };
    match char::from_u32(value) {
        Some(letter) => (letter, width),
        None => ('\0', width),
    }
}

const fn low(bytes: &[u8], at: usize) -> u32 {
    (bytes[at] & 0x3f) as u32
}

fn own(table: &Table, byte: u8) -> Option<char> {
    table.get(usize::from(byte)).copied().filter(|c| *c != '\0')
}

/// A byte of windows-1252; the five unused codes stay control characters.
pub(super) fn western(byte: u8) -> char {
    own(&WESTERN, byte).unwrap_or(char::from(byte))
}

/// A byte of windows-1258.
pub(super) fn vietnamese(byte: u8) -> char {
    own(&VIETNAMESE, byte).unwrap_or_else(|| western(byte))
}

/// The byte that a character was before it was taken for windows-1252 or Latin-1.
fn byte_of(c: char) -> Option<u8> {
    u8::try_from(u32::from(c)).ok().or_else(|| {
        let at = WESTERN.iter().position(|w| *w == c && *w != '\0')?;
        u8::try_from(at).ok()
    })
}

/// Conversion of an encoding with one byte to a letter.
pub(super) fn single(text: &str, table: &Table) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_graphic() {
                c
            } else {
                byte_of(c).and_then(|b| own(table, b)).unwrap_or(c)
            }
        })
        .collect()
}

/// Conversion of VNI-Windows.
pub(super) fn vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if let Some(letter) = chars.peek().and_then(|mark| vni_pair(c, *mark)) {
            chars.next();
            out.push(letter);
        } else {
            out.push(vni_alone(c));
        }
    }
    out
}

fn vni_pair(base: char, mark: char) -> Option<char> {
    let (small, mark) = (lower(base), lower(mark));
    let (_, bases, letters) = VNI_MARKS.iter().find(|(m, ..)| *m == mark)?;
    let letter = bases.chars().zip(letters.chars()).find(|(b, _)| *b == small)?.1;
    Some(if small == base { letter } else { upper(letter) })
}

fn vni_alone(c: char) -> char {
    let small = lower(c);
    let Some((_, letter)) = VNI_ALONE.iter().find(|(code, _)| *code == small) else {
        return c;
    };
    if small == c { *letter } else { upper(*letter) }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

/// The bytes of a text in an old encoding, for tests: the inverse of the tables.
#[cfg(test)]
pub(super) fn encode_bytes(text: &str, to: OldEncoding) -> Vec<u8> {
    text.chars().flat_map(|c| encode_char(c, to)).collect()
}

/// A text in an old encoding as windows-1252 shows it, for tests.
#[cfg(test)]
pub(super) fn encode(text: &str, to: OldEncoding) -> String {
    encode_bytes(text, to).into_iter().map(western).collect()
}

#[cfg(test)]
pub(super) fn has_tcvn3(c: char) -> bool {
    c.is_ascii() || TCVN3.contains(&c)
}

#[cfg(test)]
fn encode_char(c: char, to: OldEncoding) -> Vec<u8> {
    let code = |table: &Table| table.iter().position(|t| *t == c).and_then(|at| u8::try_from(at).ok());
    let ascii = || u8::try_from(u32::from(c)).into_iter().collect::<Vec<u8>>();
    match to {
        _ if c.is_ascii() => ascii(),
        OldEncoding::Tcvn3 => match code(&TCVN3) {
            Some(byte) => vec![byte],
            None => encode_char(lower(c), to),
        },
        OldEncoding::Viscii => code(&VISCII).into_iter().collect(),
        OldEncoding::Vni => {
            let small = lower(c);
            let cased = |x: char| if small == c { x } else { upper(x) };
            if let Some((code, _)) = VNI_ALONE.iter().find(|(_, letter)| *letter == small) {
                return cased(*code).to_string().chars().filter_map(byte_of).collect();
            }
            let pair = VNI_MARKS.iter().find_map(|(mark, bases, letters)| {
                let at = letters.chars().position(|l| l == small)?;
                Some([bases.chars().nth(at)?, *mark])
            });
            pair.into_iter().flatten().filter_map(|x| byte_of(cased(x))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes checked against glibc's converters and the VNI chart, one at each end of every run.
    #[test]
    fn codes_of_the_standards() {
        let tcvn3 = [
            (0xa1, 'Ă'),
            (0xae, 'đ'),
            (0xb5, 'à'),
            (0xb9, 'ạ'),
            (0xbb, 'ằ'),
            (0xbe, 'ắ'),
            (0xc6, 'ặ'),
            (0xcc, 'è'),
            (0xce, 'ẻ'),
        ];
        let more = [
            (0xd8, 'ỉ'),
            (0xdc, 'ĩ'),
            (0xdf, 'ò'),
            (0xe1, 'ỏ'),
            (0xef, 'ù'),
            (0xf1, 'ủ'),
            (0xf6, 'ử'),
            (0xfe, 'ỵ'),
        ];
        for (byte, letter) in tcvn3.into_iter().chain(more) {
            assert_eq!(own(&TCVN3, byte), Some(letter), "{byte:x}");
        }
        let viscii = [
            (0x02, 'Ẳ'),
            (0x06, 'Ẫ'),
            (0x80, 'Ạ'),
            (0x9f, 'Ỳ'),
            (0xa0, 'Õ'),
            (0xbc, 'Ử'),
            (0xbd, 'ơ'),
            (0xd5, 'ạ'),
            (0xff, 'Ữ'),
        ];
        for (byte, letter) in viscii {
            assert_eq!(own(&VISCII, byte), Some(letter), "{byte:x}");
        }
        assert_eq!(
            vni("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"),
            "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
        );
        assert_eq!(
            vni("ÑAÊNG KYÙ QUYEÀN SÔÛ HÖÕU, NGHÒ QUYEÁT, KYÛ LUAÄT"),
            "ĐĂNG KÝ QUYỀN SỞ HỮU, NGHỊ QUYẾT, KỶ LUẬT"
        );
    }
}
