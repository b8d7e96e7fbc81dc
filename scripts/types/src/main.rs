//! Writes in TypeScript what crosses between Rust and JavaScript as plain data: each type that goodnet-web and goodnet-web-files
//! name, and whatever these are made of. The words are those of Rust's documentation.

use std::any::TypeId;
use std::collections::{BTreeMap, HashMap};
use std::process::ExitCode;

use ts_rs::{Config, TS, TypeVisitor};

const HEAD: &str = "// Written by scripts/types from the Rust types that cross as plain data: change these, then run `./build.sh types`.\n";

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "the output of a command")]
fn main() -> ExitCode {
    let file = File::whole();
    for name in &file.twice {
        eprintln!("Two Rust types are called {name} in TypeScript: give one another name (`ts(rename = ...)`).");
    }
    print!("{}", file.text());
    if file.twice.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The declarations so far.
#[derive(Default)]
struct File {
    config: Config,
    text: String,
    /// By its name in TypeScript, which type it is.
    declared: HashMap<String, TypeId>,
    /// Names that two types have.
    twice: Vec<String>,
}

impl File {
    /// Everything that crosses.
    fn whole() -> Self {
        // Whole numbers of 64 bits cross as numbers: what they count is far below 2^53.
        let mut file = Self { config: Config::new().with_large_int("number"), ..Self::default() };
        goodnet_web::types::visit(&mut file);
        goodnet_web_files::types::visit(&mut file);
        file
    }

    /// As it is written, but for how Biome lays it out.
    fn text(&self) -> String {
        format!("{HEAD}{}", tidy(&self.text))
    }
}

impl TypeVisitor for File {
    /// Declares a type, and then what it is made of.
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let (name, id) = (T::ident(&self.config), TypeId::of::<T>());
        match self.declared.get(&name) {
            Some(known) if *known == id => {}
            Some(_) => self.twice.push(name),
            None => {
                self.declared.insert(name, id);
                let (docs, declaration) = (T::docs().unwrap_or_default(), T::decl(&self.config));
                self.text += &format!("\n{docs}export {declaration}\n");
                let mut parts = Parts { config: &self.config, declaration: &declaration, found: BTreeMap::new() };
                T::visit_dependencies(&mut parts);
                for declare in parts.found.into_values() {
                    declare(self);
                }
            }
        }
    }
}

/// What a type is made of, in the order in which its declaration names it: ts-rs has no order of its own.
struct Parts<'a> {
    config: &'a Config,
    declaration: &'a str,
    found: BTreeMap<(Option<usize>, String), Declare>,
}

/// Declares one type.
type Declare = fn(&mut File);

impl TypeVisitor for Parts<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Without a path it is one that TypeScript brings, as numbers and lists are.
        if T::output_path().is_some() {
            let name = T::ident(self.config);
            self.found.insert((self.declaration.find(&name), name), File::visit::<T>);
        }
    }
}

/// Comments of one line in one line, and rustdoc's links without their brackets.
fn tidy(text: &str) -> String {
    let mut tidied = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let words = if line == "/**" { lines.next() } else { None };
        match words {
            Some(words) if lines.peek() == Some(&" */") => {
                lines.next();
                tidied += &format!("/**{} */", words.trim_start_matches(" *"));
            }
            Some(words) => tidied += &format!("{line}\n{words}"),
            None => tidied += line,
        }
        tidied += "\n";
    }
    tidied.replace("[`", "`").replace("`]", "`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_says_what_the_rust_types_say() {
        // Biome lays it out, with other breaks, quotes and commas.
        let words = |text: &str| text.replace(|letter: char| letter.is_whitespace() || ";,|*\"()".contains(letter), "");
        assert_eq!(
            words(include_str!("../../../crate/web/src/types.d.ts")),
            words(&File::whole().text()),
            "run ./build.sh types and look at what it changes"
        );
    }

    #[derive(TS)]
    #[expect(dead_code, reason = "only its TypeScript is looked at")]
    struct Outer {
        inner: Vec<Inner>,
        other: Option<Another>,
        count: u64,
    }

    #[derive(TS)]
    struct Another;

    /// What [`Outer`] holds.
    #[derive(TS)]
    struct Inner;

    mod elsewhere {
        #[derive(ts_rs::TS)]
        pub(super) struct Inner;
    }

    fn file() -> File {
        File { config: Config::new().with_large_int("number"), ..File::default() }
    }

    #[test]
    fn what_a_type_is_made_of_comes_behind_it_once() {
        let mut file = file();
        file.visit::<Outer>();
        file.visit::<Inner>();
        assert_eq!(
            tidy(&file.text),
            "\nexport type Outer = { inner: Array<Inner>, other: Another | null, count: number, };\n\n\
             /** What `Outer` holds. */\nexport type Inner = null;\n\nexport type Another = null;\n"
        );
    }

    #[test]
    fn two_types_of_one_name_are_told() {
        let mut file = file();
        file.visit::<Inner>();
        file.visit::<elsewhere::Inner>();
        assert_eq!(file.twice, ["Inner"]);
    }

    #[test]
    fn longer_comments_stay_as_they_are() {
        let comment = "/**\n * One.\n * Two.\n */\nexport type X = null;\n";
        assert_eq!(tidy(comment), comment);
    }
}
