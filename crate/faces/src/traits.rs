//! Who somebody is: everything about a person that does not change from one photograph to the next.
//!
//! Lengths are pixels of the finished picture at its nominal scale. The face plane has its origin between the eyes,
//! x to the right of the picture, y down, z towards the camera.

use crate::maths::{Rgb, blend, from_srgb, mix, scale, smooth, tint};
use crate::random::Dice;

/// The shape of the bones and what lies on them.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) half_width: f32,
    pub(crate) crown: f32,
    pub(crate) chin: f32,
    pub(crate) jaw_width: f32,
    pub(crate) jaw_squareness: f32,
    pub(crate) chin_width: f32,
    pub(crate) temple: f32,
    pub(crate) cheekbone: f32,
    pub(crate) cheek_fullness: f32,
    pub(crate) brow_ridge: f32,
    pub(crate) socket_depth: f32,
    pub(crate) ear_size: f32,
    pub(crate) ear_stick_out: f32,
    pub(crate) neck: f32,
}

/// The eyes and the brows above them.
#[derive(Clone, Debug)]
pub(crate) struct Eyes {
    pub(crate) apart: f32,
    pub(crate) half_width: f32,
    pub(crate) opening: f32,
    pub(crate) tilt: f32,
    pub(crate) lid: f32,
    pub(crate) iris: Rgb,
    pub(crate) lashes: f32,
    pub(crate) brow_height: f32,
    pub(crate) brow_length: f32,
    pub(crate) brow_thickness: f32,
    pub(crate) brow_arch: f32,
    pub(crate) brow_slope: f32,
    pub(crate) brow_density: f32,
    pub(crate) brow_gap: f32,
}

/// Nose and mouth.
#[derive(Clone, Debug)]
pub(crate) struct Centre {
    pub(crate) nose_length: f32,
    pub(crate) nose_width: f32,
    pub(crate) nose_height: f32,
    pub(crate) nose_bridge: f32,
    pub(crate) nose_bridge_width: f32,
    pub(crate) nose_tip: f32,
    pub(crate) mouth: f32,
    pub(crate) mouth_half_width: f32,
    pub(crate) upper_lip: f32,
    pub(crate) lower_lip: f32,
    pub(crate) cupid: f32,
    pub(crate) mouth_curve: f32,
}

/// Skin, and what the years do to it.
#[derive(Clone, Debug)]
pub(crate) struct Skin {
    pub(crate) colour: Rgb,
    pub(crate) lips: Rgb,
    pub(crate) flush: f32,
    pub(crate) wrinkles: f32,
    pub(crate) eye_bags: f32,
    pub(crate) freckles: f32,
    pub(crate) gloss: f32,
    /// Where moles are and how large.
    pub(crate) moles: Vec<[f32; 3]>,
}

/// Hair on the head.
#[derive(Clone, Debug)]
pub(crate) struct Hair {
    pub(crate) colour: Rgb,
    pub(crate) hairline: f32,
    pub(crate) recession: f32,
    pub(crate) peak: f32,
    pub(crate) bald_top: f32,
    pub(crate) cover: f32,
    pub(crate) top: f32,
    pub(crate) sides: f32,
    pub(crate) length: f32,
    pub(crate) drape: f32,
    pub(crate) part: f32,
    pub(crate) sweep: f32,
    pub(crate) fringe: f32,
    pub(crate) curl: f32,
    pub(crate) streaks: f32,
    pub(crate) ears_free: f32,
}

/// Hair on the face, 0 to 1 each.
#[derive(Clone, Debug)]
pub(crate) struct Beard {
    pub(crate) colour: Rgb,
    pub(crate) moustache: f32,
    pub(crate) chin: f32,
    pub(crate) cheeks: f32,
    pub(crate) cheek_line: f32,
    pub(crate) stubble: f32,
}

/// All of a person.
#[derive(Clone, Debug)]
pub(crate) struct Traits {
    /// The key of this person's noise: strands, pores, blotches.
    pub(crate) key: u32,
    pub(crate) shape: Shape,
    pub(crate) eyes: Eyes,
    pub(crate) centre: Centre,
    pub(crate) skin: Skin,
    pub(crate) hair: Hair,
    pub(crate) beard: Beard,
}

/// From the palest to the darkest skin.
const SKIN: [[u8; 3]; 7] =
    [[238, 205, 190], [230, 188, 165], [216, 168, 138], [193, 141, 108], [160, 108, 78], [118, 77, 56], [74, 48, 37]];

fn skin_colour(dice: &mut Dice, melanin: f32) -> Rgb {
    let place = melanin * (SKIN.len() - 1) as f32;
    let index = (place as usize).min(SKIN.len() - 2);
    let colour = blend(from_srgb(SKIN[index]), from_srgb(SKIN[index + 1]), place - index as f32);
    let warmth = dice.normal(0.0, 0.07);
    let rosy = dice.normal(0.0, 0.045);
    [colour[0] * (1.0 + rosy), colour[1] * (1.0 - rosy * 0.6), colour[2] * (1.04 - warmth * 1.5)]
}

fn hair_colour(dice: &mut Dice, melanin: f32, age: f32) -> Rgb {
    let dark = [[18, 15, 15], [36, 26, 21], [52, 36, 27], [66, 42, 32]];
    let fair =
        [[62, 42, 29], [88, 60, 38], [120, 84, 50], [158, 118, 72], [196, 160, 106], [118, 58, 32], [146, 76, 40]];
    let natural = if dice.chance(smooth(0.55, 0.25, melanin) * 0.8) { dice.pick(&fair) } else { dice.pick(&dark) };
    let grey =
        from_srgb(dice.pick(&[[150, 146, 142], [186, 183, 179], [212, 209, 204], [112, 108, 106], [132, 128, 124]]));
    let greying = smooth(38.0, 72.0, age + dice.normal(0.0, 7.0));
    let dyed = dice.chance(0.25);
    scale(blend(from_srgb(natural), grey, if dyed { 0.0 } else { greying }), dice.range(0.75, 1.3))
}

fn iris_colour(dice: &mut Dice, melanin: f32) -> Rgb {
    let brown = [[46, 28, 18], [62, 38, 22], [84, 54, 30]];
    let light = [[92, 116, 136], [112, 132, 142], [98, 110, 76], [110, 88, 48], [74, 92, 112]];
    from_srgb(if dice.chance(smooth(0.55, 0.2, melanin) * 0.75) { dice.pick(&light) } else { dice.pick(&brown) })
}

impl Traits {
    pub(crate) fn draw(seed: u64, identity: u32) -> Self {
        let dice = &mut Dice::new(&[seed, u64::from(identity)]);
        // Correlated causes first: they make a face hang together.
        let masculine = if dice.chance(0.5) { dice.range(0.62, 1.0) } else { dice.range(0.0, 0.35) };
        let age = 18.0 + 60.0 * dice.unit() * dice.range(0.45, 1.0);
        let melanin = dice.unit();
        let weight = dice.normal(0.0, 1.0);
        let colour = skin_colour(dice, melanin);
        let hair = Hair::draw(dice, masculine, age, melanin);
        let beard = Beard::draw(dice, masculine, age, &hair);
        let shape = Shape::draw(dice, masculine, weight);
        let centre = Centre::draw(dice, masculine, melanin, shape.chin);
        Self {
            key: dice.bits() as u32,
            eyes: Eyes::draw(dice, masculine, melanin),
            skin: Skin::draw(dice, masculine, melanin, age, colour),
            shape,
            centre,
            hair,
            beard,
        }
    }
}

impl Shape {
    fn draw(dice: &mut Dice, masculine: f32, weight: f32) -> Self {
        let half_width = 15.0 + 0.4 * masculine + 0.7 * weight + dice.normal(0.0, 0.9);
        Self {
            half_width,
            crown: dice.normal(25.5, 1.4),
            chin: dice.normal(23.8 + 1.3 * masculine, 1.7),
            jaw_width: (dice.normal(0.72 + 0.09 * masculine, 0.085) + 0.03 * weight).clamp(0.5, 0.97),
            jaw_squareness: dice.normal(2.1 + 0.7 * masculine, 0.6).clamp(1.4, 4.2),
            chin_width: dice.normal(3.6 + 1.0 * masculine, 0.8).max(2.0),
            temple: dice.normal(0.95, 0.03).clamp(0.86, 1.0),
            cheekbone: dice.normal(1.1, 0.6).clamp(0.0, 2.6),
            cheek_fullness: (0.6 + 0.6 * weight + dice.normal(0.0, 0.3)).clamp(-0.8, 2.2),
            brow_ridge: (1.5 * masculine + dice.normal(0.2, 0.4)).clamp(0.0, 2.4),
            socket_depth: dice.normal(1.9, 0.6).clamp(0.5, 3.4),
            ear_size: dice.normal(4.4 + 0.5 * masculine, 0.6),
            ear_stick_out: dice.normal(1.5, 0.6).clamp(0.4, 3.0),
            neck: (0.54 + 0.12 * masculine + 0.03 * weight + dice.normal(0.0, 0.03)) * half_width,
        }
    }
}

impl Eyes {
    fn draw(dice: &mut Dice, masculine: f32, melanin: f32) -> Self {
        Self {
            apart: dice.normal(7.0, 0.7).clamp(5.5, 8.5),
            half_width: dice.normal(3.6, 0.45).clamp(2.6, 4.8),
            opening: dice.normal(1.45 - 0.15 * masculine, 0.33).clamp(0.75, 2.3),
            tilt: dice.normal(0.06 - 0.05 * masculine, 0.13),
            lid: dice.range(0.0, 1.0),
            iris: iris_colour(dice, melanin),
            lashes: (dice.normal(0.9 - 0.5 * masculine, 0.18)).clamp(0.25, 1.0),
            brow_height: dice.normal(5.2 - 0.7 * masculine, 0.85).clamp(3.3, 7.6),
            brow_length: dice.normal(4.6, 0.7).clamp(3.0, 6.4),
            brow_thickness: dice.normal(0.65 + 0.45 * masculine, 0.33).clamp(0.25, 2.0),
            brow_arch: dice.normal(0.9 - 0.45 * masculine, 0.6).clamp(-0.5, 2.4),
            brow_slope: dice.normal(0.0, 0.13),
            brow_density: dice.normal(0.74, 0.2).clamp(0.3, 1.0),
            brow_gap: dice.normal(0.2, 0.7).clamp(-1.4, 2.0),
        }
    }
}

impl Centre {
    fn draw(dice: &mut Dice, masculine: f32, melanin: f32, chin: f32) -> Self {
        let nose_length = dice.normal(10.2 + 0.5 * masculine, 1.15).clamp(7.4, 13.6);
        let fullness = dice.normal(0.35 * melanin - 0.12 * masculine, 0.3);
        Self {
            nose_length,
            nose_width: dice.normal(3.0 + 0.35 * masculine + 0.8 * melanin, 0.6).clamp(2.1, 5.4),
            nose_height: dice.normal(4.6 + 0.6 * masculine, 0.8).clamp(2.8, 7.4),
            nose_bridge: dice.normal(0.46 - 0.12 * melanin, 0.13).clamp(0.1, 0.85),
            nose_bridge_width: dice.normal(2.3, 0.35).clamp(1.5, 3.4),
            nose_tip: dice.normal(2.2, 0.4).clamp(1.3, 3.4),
            mouth: mix(nose_length, chin, dice.normal(0.36, 0.05).clamp(0.25, 0.48)),
            mouth_half_width: dice.normal(5.5 + 0.3 * masculine, 0.85).clamp(3.7, 8.0),
            upper_lip: (1.05 + fullness * 1.1 + dice.normal(0.0, 0.15)).clamp(0.35, 2.1),
            lower_lip: (1.45 + fullness * 1.4 + dice.normal(0.0, 0.2)).clamp(0.6, 2.7),
            cupid: dice.range(0.1, 0.5),
            mouth_curve: dice.normal(0.4, 0.4).clamp(-0.2, 1.3),
        }
    }
}

impl Skin {
    fn draw(dice: &mut Dice, masculine: f32, melanin: f32, age: f32, colour: Rgb) -> Self {
        let bare = [colour[0] * 0.82, colour[1] * 0.52, colour[2] * 0.53];
        let lipstick = from_srgb(dice.pick(&[[158, 52, 62], [186, 84, 88], [140, 40, 52], [172, 92, 84]]));
        let made_up = if dice.chance(0.7 * (1.0 - masculine)) { dice.range(0.25, 0.75) } else { 0.0 };
        let moles = if dice.chance(0.45) { 1 + (dice.bits() % 2) as usize } else { 0 };
        Self {
            colour,
            lips: blend(bare, lipstick, made_up * smooth(1.1, 0.2, melanin)),
            flush: dice.range(0.0, 1.0) * (1.0 - 0.7 * melanin),
            wrinkles: smooth(32.0, 74.0, age + dice.normal(0.0, 6.0)),
            eye_bags: (smooth(25.0, 75.0, age) * 0.6 + dice.normal(0.2, 0.2)).clamp(0.0, 1.0),
            freckles: if dice.chance(0.35 * smooth(0.5, 0.1, melanin)) { dice.range(0.4, 1.0) } else { 0.0 },
            gloss: dice.range(0.25, 1.0),
            moles: (0..moles).map(|_| [dice.range(-9.0, 9.0), dice.range(3.0, 19.0), dice.range(0.45, 0.8)]).collect(),
        }
    }
}

impl Hair {
    fn draw(dice: &mut Dice, masculine: f32, age: f32, melanin: f32) -> Self {
        let man = masculine > 0.5;
        let balding = man && dice.chance(0.1 + 0.4 * smooth(28.0, 62.0, age));
        let shaved = man && dice.chance(0.08);
        let long = !balding && dice.chance(if man { 0.1 } else { 0.72 });
        let tied = !man && !long && dice.chance(0.5);
        let curl = if dice.chance(0.18 + 0.5 * smooth(0.6, 0.95, melanin)) {
            dice.range(0.5, 1.0)
        } else {
            dice.range(0.0, 0.3)
        };
        let fringe = if !balding && dice.chance(if man { 0.22 } else { 0.3 }) { dice.range(2.0, 7.5) } else { 0.0 };
        let flat = if shaved || tied || balding { 0.15 } else { 1.0 };
        Self {
            colour: hair_colour(dice, melanin, age),
            hairline: dice.normal(-14.0, 1.9).clamp(-18.0, -10.5) - if balding { dice.range(2.0, 7.0) } else { 0.0 },
            recession: if man { dice.range(0.0, 4.0) + if balding { 4.0 } else { 0.0 } } else { dice.range(-1.5, 2.0) },
            peak: dice.normal(0.0, 0.8),
            bald_top: if balding { dice.range(0.3, 1.0) } else { 0.0 },
            cover: if shaved { dice.range(0.15, 0.5) } else { 1.0 },
            top: flat * dice.range(1.0, 4.0) * (1.0 + curl),
            sides: flat * if long { dice.range(1.5, 5.5) } else { dice.range(0.3, 2.4) } * (1.0 + 0.6 * curl),
            length: if long { dice.range(14.0, 46.0) } else { dice.range(-4.0, 6.0) },
            drape: if long { dice.range(-0.5, 3.2) } else { dice.range(0.0, 1.2) },
            part: dice.pick(&[-1.0, 1.0]) * dice.range(0.0, 8.0),
            sweep: dice.normal(0.0, 0.22),
            fringe,
            curl,
            streaks: dice.range(0.25, 0.8),
            ears_free: if long { dice.pick(&[0.0, 0.0, 1.0]) } else { 1.0 },
        }
    }
}

impl Beard {
    fn draw(dice: &mut Dice, masculine: f32, age: f32, hair: &Hair) -> Self {
        let darker = scale(tint(hair.colour, [1.0, 0.9, 0.8]), dice.range(0.4, 0.75));
        let none = Self { colour: darker, moustache: 0.0, chin: 0.0, cheeks: 0.0, cheek_line: 0.0, stubble: 0.0 };
        if masculine < 0.5 || age < 20.0 {
            return none;
        }
        let stubble = dice.range(0.0, 0.4);
        let cheek_line = dice.range(8.0, 15.0);
        let strength = dice.range(0.6, 0.95);
        match (dice.unit() * 10.0) as u32 {
            0 | 1 => Self { moustache: strength, chin: strength, cheeks: strength, stubble, cheek_line, ..none },
            2 => Self { moustache: strength, chin: strength, stubble, cheek_line, ..none },
            3 => Self { moustache: strength, stubble: stubble * 0.5, cheek_line, ..none },
            4 => Self { moustache: 0.35, chin: 0.4, cheeks: 0.35, stubble: 0.5, cheek_line, ..none },
            _ => Self { stubble, cheek_line, ..none },
        }
    }
}
