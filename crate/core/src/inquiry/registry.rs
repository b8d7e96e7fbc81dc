//! A list of kinds as enums: which there are is written in one place, and everything else asks that.

use goodnet_data::Error;

/// Makes an enum of options, one of kinds at work and one of outcomes, with a variant a kind, and the list of what people are told of each.
macro_rules! registry {
    (
        what: $what:literal, list: $list:ident of $info:ty, options: $any_options:ident, at_work: $any:ident of $at_work:ident with $event:ty,
        outcome: $any_outcome:ident as $told:path, typed: $typed:ident by $tag:literal;
        $($name:ident($options:ty) -> $outcome:ty, by $kind:ty);+ $(;)?
    ) => {
        /// Every one that there is, in the order in which people are shown them.
        pub const $list: &[$info] = &[$(<$kind as $crate::inquiry::Kind>::INFO),+];

        /// Which one, and what it is asked to do, as the page writes it.
        #[cfg(feature = "types")]
        #[derive(Debug, ts_rs::TS)]
        #[ts(tag = $tag, content = "options")]
        pub enum $typed {
            $(#[doc = "What this one is asked to do."]
            #[ts(rename = <$kind as $crate::inquiry::Kind>::INFO.id)]
            $name($options)),+
        }

        /// One of them and what it is asked to do. Serialised, it is the options alone.
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum $any_options {
            $(#[doc = "What this one is asked to do."] $name($options)),+
        }

        impl $any_options {
            /// What one is asked to do unless somebody says otherwise.
            ///
            /// # Errors
            /// [`goodnet_data::Error::Option`] for one that there is not.
            pub fn of(id: &str) -> goodnet_data::Result<Self> {
                $(if id == <$kind as $crate::inquiry::Kind>::INFO.id {
                    return Ok(Self::$name(Default::default()));
                })+
                Err($crate::inquiry::registry::unknown($what, id, $list.iter().map(|kind| kind.id)))
            }

            /// Reads what one is asked to do.
            ///
            /// # Errors
            /// The deserializer's, for one that there is not and for what are not its options.
            pub fn read<'de, D: serde::de::Deserializer<'de>>(id: &str, options: D) -> Result<Self, D::Error> {
                $(if id == <$kind as $crate::inquiry::Kind>::INFO.id {
                    return serde::Deserialize::deserialize(options).map(Self::$name);
                })+
                let unknown = $crate::inquiry::registry::unknown($what, id, $list.iter().map(|kind| kind.id));
                Err(serde::de::Error::custom(unknown))
            }

            /// What people are told of it.
            pub fn info(&self) -> $info {
                match self { $(Self::$name(_) => <$kind as $crate::inquiry::Kind>::INFO),+ }
            }

            /// Whether it asks for answers at the cut, which a GPU can give too; all else the processor does.
            pub fn at_the_cut(&self) -> bool {
                match self { $(Self::$name(_) => <$kind as $crate::inquiry::Kind>::AT_THE_CUT),+ }
            }

            fn begin(
                &self,
                subject: &$crate::evaluate::Subject,
                mode: $crate::network::TailMode,
            ) -> goodnet_data::Result<$any> {
                match self {
                    $(Self::$name(options) => {
                        Ok($any($at_work::$name(<$kind as $crate::inquiry::Kind>::start(subject, options, mode)?)))
                    }),+
                }
            }
        }

        /// Any of them at work.
        #[derive(Debug)]
        pub struct $any($at_work);

        #[derive(Debug)]
        enum $at_work { $($name(<$kind as $crate::inquiry::Kind>::Inquiry)),+ }

        impl $crate::inquiry::Inquiry for $any {
            type Event = $event;
            type Outcome = $any_outcome;

            fn task(&self) -> Option<&std::sync::Arc<$crate::evaluate::Task>> {
                match &self.0 { $($at_work::$name(inquiry) => inquiry.task()),+ }
            }

            fn hear(&mut self, found: $crate::evaluate::Found) -> Vec<$event> {
                match &mut self.0 { $($at_work::$name(inquiry) => inquiry.hear(found)),+ }
            }

            fn outcome(&self) -> Option<$any_outcome> {
                match &self.0 { $($at_work::$name(inquiry) => inquiry.outcome().map($any_outcome::$name)),+ }
            }
        }

        /// What it leaves, whichever it is.
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "types", derive(ts_rs::TS))]
        #[serde(untagged)]
        pub enum $any_outcome {
            $(#[doc = "What this one left."] $name($outcome)),+
        }

        impl $any_outcome {
            /// What people are told of it.
            pub fn info(&self) -> $info {
                match self { $(Self::$name(_) => <$kind as $crate::inquiry::Kind>::INFO),+ }
            }
        }

        impl std::ops::Deref for $any_outcome {
            type Target = dyn $told;

            fn deref(&self) -> &Self::Target {
                match self { $(Self::$name(outcome) => outcome),+ }
            }
        }
    };
}

pub(crate) use registry;

/// That there is none of this name.
pub(crate) fn unknown(what: &'static str, id: &str, known: impl Iterator<Item = &'static str>) -> Error {
    let known: Vec<_> = known.collect();
    Error::Option { option: what, value: format!("`{id}`"), reason: format!("there are {}", known.join(", ")) }
}
