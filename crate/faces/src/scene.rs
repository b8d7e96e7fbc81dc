//! What lies behind the face: the wall, hair behind the neck, neck and clothes.

use crate::hair;
use crate::maths::{Rgb, blend, mix, scale, smooth, tint};
use crate::random::noise;
use crate::shot::{Light, Scene};
use crate::traits::Traits;

/// The blurred background at a point of the picture, in pixels.
pub(crate) fn wall(scene: &Scene, x: f32, y: f32) -> Rgb {
    let drift = 0.5 + 0.5 * noise(scene.key, x * 0.045, y * 0.045);
    let colour = blend(scene.near, scene.far, drift);
    let beyond = smooth(scene.edge - 1.5, scene.edge + 1.5, x + 2.0 * noise(scene.key ^ 1, 0.0, y * 0.06));
    let colour = blend(colour, scene.accent, beyond * 0.8);
    scale(colour, 1.0 + 0.18 * noise(scene.key ^ 2, x * 0.16, y * 0.16))
}

/// Lays back hair, neck and clothes over `behind` at a point of the face plane, lit.
pub(crate) fn body(traits: &Traits, scene: &Scene, light: &Light, behind: Rgb, x: f32, y: f32) -> Rgb {
    let mut colour = behind;
    let shape = &traits.shape;
    let (hang, body_light) = (&traits.hair, 0.5 + 0.5 * light.direction[2]);
    let facing = |across: f32| {
        let slant = across.clamp(-1.0, 1.0);
        let lit =
            (0.85 * (1.0 - slant * slant).sqrt() * light.direction[2] + slant * light.direction[0] + 0.1).max(0.0);
        [0, 1, 2].map(|channel| light.lamp[channel] * lit * 0.9 + light.sky[channel])
    };
    if hang.length > 8.0 {
        let outline = smooth(
            -0.8,
            0.8,
            hair::outer_half_width(traits, y) - x.abs() + 0.8 * noise(traits.key ^ 1, x * 0.8, y * 0.3),
        );
        let cover = outline * smooth(hang.length + 1.5, hang.length - 1.5, y) * smooth(-20.0, -10.0, y);
        if cover > 0.0 {
            let (hair_colour, _) = hair::colour_and_height(traits, x, y);
            let lit = tint(scale(hair_colour, 0.75), facing(x / 26.0));
            colour = blend(colour, lit, cover);
        }
    }
    let jaw = shape.chin - 5.0;
    if y > 8.0 {
        let wide = shape.neck + 0.03 * (y - jaw) * (y - jaw).max(0.0) * 0.35;
        let cover = smooth(-0.6, 0.6, wide - x.abs());
        let under = smooth(shape.chin + 7.0, shape.chin - 3.0, y - 0.02 * x * x);
        let mut shade = mix(1.0, 0.42, under);
        shade *= 1.0 - 0.12 * smooth(1.6, 0.4, (x.abs() - 2.0 - 0.25 * (y - jaw)).abs());
        colour = blend(colour, tint(scale(traits.skin.colour, shade), facing(x / (wide * 1.05))), cover);
    }
    let shoulder = shape.chin + 1.5 + 0.0035 * x * x + (x.abs() - 12.0).max(0.0) * 0.22;
    if y > shoulder - 2.0 {
        let collar = shoulder + scene.collar - 0.62 * (x.abs() - 2.0).max(0.0).min(scene.collar * 1.4);
        let cloth = smooth(-0.6, 0.6, y - collar.max(shoulder));
        let fold = 1.0 + 0.16 * noise(scene.key ^ 5, x * 0.3, y * 0.14);
        let lapel = scene.jacket && x.abs() < 6.5 + 0.3 * (y - shoulder);
        let base = if lapel { scene.shirt } else { scene.clothes };
        colour = blend(colour, tint(scale(base, fold * body_light), facing(x / 34.0)), cloth);
    }

    colour
}
