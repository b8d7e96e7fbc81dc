//! What does not change between photographs, baked once a person: a grid of surface points over the face plane.

use crate::hair;
use crate::head;
use crate::maths::{Rgb, blend, mix, mound, smooth};
use crate::skin;
use crate::traits::Traits;

const LEFT: f32 = -30.0;
const TOP: f32 = -34.0;
const PER_PIXEL: f32 = 2.0;
const COLUMNS: usize = 121;
const ROWS: usize = 141;

/// A point of the surface: what it takes to shade it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Surface {
    /// Towards the camera, in pixels.
    pub(crate) height: f32,
    /// The height's slope along x and y.
    pub(crate) slope: [f32; 2],
    /// Sky light that reaches the point: 1 in the open, less in hollows.
    pub(crate) openness: f32,
    pub(crate) colour: Rgb,
    /// 1 where the head or its hair is, 0 beside it.
    pub(crate) cover: f32,
    /// 1 where hair is seen, 0 where skin is.
    pub(crate) hair: f32,
}

impl Surface {
    fn to_array(self) -> [f32; 9] {
        let [red, green, blue] = self.colour;
        [self.height, self.slope[0], self.slope[1], self.openness, red, green, blue, self.cover, self.hair]
    }
}

/// The grid.
#[derive(Clone, Debug)]
pub(crate) struct Map {
    cells: Vec<[f32; 9]>,
    /// The heights again, on their own: following a line of sight reads little else.
    heights: Vec<f32>,
}

fn place(column: usize, row: usize) -> (f32, f32) {
    (LEFT + column as f32 / PER_PIXEL, TOP + row as f32 / PER_PIXEL)
}

/// A point's surface but for slope and openness, which need its neighbours.
fn point(traits: &Traits, half_width: f32, x: f32, y: f32) -> Surface {
    let shape = &traits.shape;
    // Distance to the outline, roughly: the chin closes fast, so measure there along y too.
    let below = shape.chin - y;
    let edge = (half_width - x.abs()).min(below + 0.6);
    let face = smooth(-0.5, 0.6, edge);
    let ear_y = 3.0;
    let reach = head::half_width(traits, ear_y) + shape.ear_stick_out * 0.5 - 0.8;
    let ear = smooth(0.0, 0.35, mound(x.abs() - reach, y - ear_y, 1.5 + shape.ear_stick_out * 0.6, shape.ear_size));
    let mut height = head::skull(traits, half_width, x, y) + head::features(traits, x, y) * smooth(-0.5, 3.0, edge);
    let mut colour = skin::colour(traits, x, y);
    let only_ear = ear * (1.0 - face);
    height = mix(height, 1.5 + ear - 0.8 * mound(x.abs() - reach, y - ear_y, 1.3, shape.ear_size * 0.6), only_ear);
    colour = blend(colour, [colour[0] * 0.9, colour[1] * 0.74, colour[2] * 0.72], only_ear);
    let beard = hair::beard(traits, x, y, edge);
    colour = blend(colour, traits.beard.colour, beard);
    height += beard * 0.5;
    let bare = face.max(ear);
    let cover = hair::cover(traits, x, y);
    let (hair_colour, hair_height) = hair::colour_and_height(traits, x, y);
    // Cropped hair lets the scalp through.
    let dense = cover * mix(0.35, 1.0, smooth(0.1, 1.0, traits.hair.cover));
    let over = if bare > 0.0 { dense } else { cover };
    Surface {
        height: mix(height, hair_height.max(height * bare), cover),
        colour: blend(colour, hair_colour, over),
        cover: bare.max(cover),
        hair: over.max(beard * 0.8),
        ..Surface::default()
    }
}

/// The mean over a square of `2 * reach + 1` cells a side, by running sums.
fn box_blur(values: &[f32], reach: usize) -> Vec<f32> {
    let mut across = vec![0.0; values.len()];
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let (from, to) = (column.saturating_sub(reach), (column + reach).min(COLUMNS - 1));
            let sum: f32 = values[row * COLUMNS + from..=row * COLUMNS + to].iter().sum();
            across[row * COLUMNS + column] = sum / (to - from + 1) as f32;
        }
    }
    let mut both = vec![0.0; values.len()];
    for row in 0..ROWS {
        let (from, to) = (row.saturating_sub(reach), (row + reach).min(ROWS - 1));
        for column in 0..COLUMNS {
            let sum: f32 = (from..=to).map(|near| across[near * COLUMNS + column]).sum();
            both[row * COLUMNS + column] = sum / (to - from + 1) as f32;
        }
    }
    both
}

impl Map {
    pub(crate) fn bake(traits: &Traits) -> Self {
        let mut points = Vec::with_capacity(COLUMNS * ROWS);
        for row in 0..ROWS {
            let half_width = head::half_width(traits, place(0, row).1);
            points.extend((0..COLUMNS).map(|column| {
                let (x, y) = place(column, row);
                point(traits, half_width, x, y)
            }));
        }
        let heights: Vec<f32> = points.iter().map(|point| point.height * point.cover).collect();
        let (soft, near, far) = (box_blur(&heights, 1), box_blur(&heights, 3), box_blur(&heights, 9));
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                let index = row * COLUMNS + column;
                let (west, east) = (index - usize::from(column > 0), index + usize::from(column + 1 < COLUMNS));
                let (north, south) =
                    (index - if row > 0 { COLUMNS } else { 0 }, index + if row + 1 < ROWS { COLUMNS } else { 0 });
                let point = &mut points[index];
                // Steep flanks would go black; bend them towards the light.
                let bend = |slope: f32| slope / (1.0 + 0.22 * slope.abs());
                point.slope = [
                    bend((soft[east] - soft[west]) * PER_PIXEL / 2.0),
                    bend((soft[south] - soft[north]) * PER_PIXEL / 2.0),
                ];
                let hollow =
                    0.30 * (near[index] - heights[index]).max(0.0) + 0.09 * (far[index] - heights[index]).max(0.0);
                point.openness = 1.0 / (1.0 + hollow);
            }
        }
        let heights = points.iter().map(|point| point.height).collect();
        Self { cells: points.into_iter().map(Surface::to_array).collect(), heights }
    }

    /// The surface at a point of the face plane, between the four cells around it.
    pub(crate) fn at(&self, x: f32, y: f32) -> Surface {
        let column = ((x - LEFT) * PER_PIXEL).clamp(0.0, COLUMNS as f32 - 1.01);
        let row = ((y - TOP) * PER_PIXEL).clamp(0.0, ROWS as f32 - 1.01);
        let (left, top) = (column as usize, row as usize);
        let (right_share, lower_share) = (column - left as f32, row - top as f32);
        let index = top * COLUMNS + left;
        let (a, b) = (&self.cells[index], &self.cells[index + 1]);
        let (c, d) = (&self.cells[index + COLUMNS], &self.cells[index + COLUMNS + 1]);
        let mut value = [0.0; 9];
        for (channel, value) in value.iter_mut().enumerate() {
            let upper = mix(a[channel], b[channel], right_share);
            let lower = mix(c[channel], d[channel], right_share);
            *value = mix(upper, lower, lower_share);
        }
        let [height, slope_x, slope_y, openness, red, green, blue, cover, hair] = value;
        Surface { height, slope: [slope_x, slope_y], openness, colour: [red, green, blue], cover, hair }
    }

    /// The height alone, at the nearest cell.
    pub(crate) fn height(&self, x: f32, y: f32) -> f32 {
        let column = ((x - LEFT) * PER_PIXEL + 0.5).clamp(0.0, COLUMNS as f32 - 1.0) as usize;
        let row = ((y - TOP) * PER_PIXEL + 0.5).clamp(0.0, ROWS as f32 - 1.0) as usize;
        self.heights[row * COLUMNS + column]
    }
}
