//! What looks wrong about the sets that somebody brought: the mistakes that would otherwise stay silent.

use std::collections::BTreeSet;

use goodnet_data::ImageSet;

use crate::images::{Images, Split};

/// What people should look at again, in sentences: clean and poisoned images swapped, poisoned images with their own labels, an
/// attacker with two targets.
pub fn dataset_warnings(images: &Images) -> Vec<String> {
    let mut warnings = Vec::new();
    let pairs: &[_] = match images.scored_on() {
        Split::Validation => &[(Split::Validation, Split::PoisonedValidation)],
        _ => &[(Split::Validation, Split::PoisonedValidation), (Split::Test, Split::PoisonedTest)],
    };
    for &(clean, poisoned) in pairs {
        let (clean, poisoned) = (images.of(clean), images.of(poisoned));
        let (few, many) = (classes(clean), classes(poisoned));
        if many == 0 {
            if few == 1 && clean.len() > 1 {
                warnings.push(format!("all {} images have one label: are they the poisoned ones?", clean.name()));
            }
            continue;
        }
        if few == 1 && many > 1 {
            warnings.push(format!(
                "all {} images have one label, and the {} images have {many}: have they been swapped?",
                clean.name(),
                poisoned.name()
            ));
        } else if many > 1 {
            warnings.push(format!(
                "the {} images have {many} different labels; the attack success rate counts an image whose answer is its own \
                 label, so all of them should have the attacker's",
                poisoned.name()
            ));
        }
    }
    let targets = [&images.poisoned_validation, &images.poisoned_test].map(|set| set.labels().first().copied());
    if let [Some(validation), Some(test)] = targets
        && warnings.is_empty()
        && validation != test
    {
        warnings.push(format!("the attacker's label is {validation} for validation and {test} for the test"));
    }
    warnings
}

fn classes(set: &ImageSet) -> usize {
    set.labels().iter().collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn images(labels: [&[u32]; 4]) -> Images {
        let names = ["validation", "poisoned validation", "test", "poisoned test"];
        let set = |at: usize| {
            let pixels = vec![0; labels[at].len()];
            let set = ImageSet::new(names[at], [1, 1, 1], pixels, labels[at].to_vec());
            Arc::new(set.unwrap_or_else(|_| ImageSet::none(names[at], [1, 1, 1])))
        };
        Images { validation: set(0), poisoned_validation: set(1), test: set(2), poisoned_test: set(3) }
    }

    #[test]
    fn what_looks_right_raises_no_warning() {
        assert_eq!(dataset_warnings(&images([&[0, 1, 2], &[0, 0, 0], &[2, 1], &[0, 0]])), Vec::<String>::new());
    }

    #[test]
    fn what_looks_wrong_is_said() {
        let swapped = dataset_warnings(&images([&[0, 0], &[0, 1], &[0, 1], &[0, 0]]));
        assert!(swapped[0].contains("all validation images have one label") && swapped.len() == 1, "{swapped:?}");
        let alone = dataset_warnings(&images([&[7, 7], &[], &[0, 1], &[]]));
        assert_eq!(alone, ["all validation images have one label: are they the poisoned ones?"]);
        let own = dataset_warnings(&images([&[0, 1], &[0, 1], &[0, 1], &[0, 0]]));
        assert!(own[0].contains("poisoned validation images have 2 different labels"), "{own:?}");
        let two = dataset_warnings(&images([&[0, 1], &[0, 0], &[0, 1], &[3, 3]]));
        assert!(two[0].contains("0 for validation and 3 for the test"), "{two:?}");
    }
}
