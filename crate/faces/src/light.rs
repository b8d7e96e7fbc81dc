//! Light on skin, hair and eyes.

use crate::map::Surface;
use crate::maths::{Rgb, dot, mix, smooth, unit};
use crate::shot::{Light, Pose};

/// The lamp as the face sees it when the head turns away from the camera.
#[derive(Clone, Debug)]
pub(crate) struct Lamp {
    /// Towards the lamp, the camera and the sky, in the face's own frame.
    pub(crate) direction: [f32; 3],
    half: [f32; 3],
    up: [f32; 3],
}

/// A direction of the room, seen from the turned head.
fn to_face(pose: &Pose, v: [f32; 3]) -> [f32; 3] {
    let [sine, cosine] = pose.roll;
    let v = [cosine * v[0] + sine * v[1], cosine * v[1] - sine * v[0], v[2]];
    let [sine, cosine] = pose.pitch;
    let v = [v[0], cosine * v[1] - sine * v[2], sine * v[1] + cosine * v[2]];
    let [sine, cosine] = pose.yaw;
    [cosine * v[0] - sine * v[2], v[1], sine * v[0] + cosine * v[2]]
}

impl Lamp {
    pub(crate) fn new(pose: &Pose, light: &Light) -> Self {
        let direction = to_face(pose, light.direction);
        let camera = to_face(pose, [0.0, 0.0, 1.0]);
        let half = unit([direction[0] + camera[0], direction[1] + camera[1], direction[2] + camera[2]]);
        Self { direction, half, up: to_face(pose, [0.0, -1.0, 0.0]) }
    }

    /// Light that leaves a surface of the given colour towards the camera. `lit` is 0 in the lamp's shadow; `gloss` makes it
    /// shine.
    pub(crate) fn shade(&self, light: &Light, surface: &Surface, colour: Rgb, lit: f32, gloss: f32) -> Rgb {
        let normal = unit([-surface.slope[0], -surface.slope[1], 1.0]);
        let facing = dot(normal, self.direction);
        let above = 0.5 + 0.5 * dot(normal, self.up);
        // Light that enters skin comes out a little further on, red the furthest.
        let wraps = [0.27, 0.20, 0.18].map(|wrap: f32| mix(wrap, 0.25, surface.hair));
        let mut shine = dot(normal, self.half).max(0.0);
        shine *= shine;
        shine *= shine;
        let broad = shine * shine;
        let sharp = broad * broad * broad;
        let skin_shine = gloss * (0.045 * broad + 0.11 * sharp);
        let hair_shine =
            (0.05 + 0.5 * (colour[0] + colour[1]) * 0.5) * (0.35 * broad * smooth(1.0, 0.2, normal[2].abs() * 0.2));
        let glow = mix(skin_shine, hair_shine, surface.hair) * lit;
        let mut out = [0.0; 3];
        for (channel, out) in out.iter_mut().enumerate() {
            let wrap = wraps[channel];
            let diffuse = ((facing + wrap) / (1.0 + wrap)).max(0.0) * mix(0.25 + wrap, 1.0, lit);
            let around = mix(light.bounce[channel], light.sky[channel], above) * surface.openness;
            let open = mix(surface.openness, 1.0, 0.5);
            *out = colour[channel] * (light.lamp[channel] * diffuse * open + around) + light.lamp[channel] * glow;
        }
        out
    }
}
