//! A sent form as the input of a use case: the same types that the API reads from JSON. A field that is absent takes its
//! default; a field sent several times is a list.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::form::FormState;
use super::problem::Problem;

/// What stands in one field.
struct Values<'f>(&'f [String]);

impl Values<'_> {
    fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }
}

impl<'de> IntoDeserializer<'de> for Values<'de> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! parsed {
    ($($method:ident => $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            let number = self.first().trim().parse();
            visitor.$visit(number.map_err(|_| Self::Error::custom("not a number"))?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Values<'de> {
    type Error = serde::de::value::Error;

    parsed! {
        deserialize_i64 => visit_i64;
        deserialize_u32 => visit_u32;
        deserialize_u64 => visit_u64;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_str(self.first())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_bool(!self.first().is_empty())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.first().trim().is_empty() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let filled = self.0.iter().filter(|value| !value.trim().is_empty());
        visitor.visit_seq(SeqDeserializer::new(filled.map(String::as_str)))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        enum identifier ignored_any
    }
}

/// The fields of a form as the input of a use case.
///
/// # Errors
/// When a hidden field was tampered with; what people type are words, and words are judged by the use case.
pub(crate) fn of<T: DeserializeOwned>(form: &FormState) -> Result<T, Problem> {
    let fields = form.fields().map(|(name, values)| (name, Values(values)));
    let fields = MapDeserializer::<_, serde::de::value::Error>::new(fields);
    T::deserialize(fields).map_err(|_| Problem::unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, serde::Deserialize)]
    #[serde(default)]
    struct Typed {
        version: i64,
        text: String,
        leads: Vec<String>,
        joint: bool,
        which: Option<String>,
    }

    #[test]
    fn fields_become_the_input_of_a_use_case() {
        let form = FormState::blank()
            .with("version", 3)
            .with("text", "Rà soát")
            .with("leads", "Công an tỉnh")
            .with("leads", "")
            .with("leads", "Sở Nội vụ")
            .with("joint", "yes")
            .with("unknown", "x");
        let typed: Typed = of(&form).unwrap();
        let leads = vec!["Công an tỉnh".to_owned(), "Sở Nội vụ".to_owned()];
        assert_eq!(
            typed,
            Typed {
                version: 3,
                text: "Rà soát".into(),
                leads,
                joint: true,
                which: None
            }
        );
    }

    #[test]
    fn a_hidden_field_that_was_tampered_with_is_unreadable() {
        assert!(of::<Typed>(&FormState::blank().with("version", "x")).is_err());
    }
}
