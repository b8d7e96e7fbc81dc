// Which class wins, image by image, and how many get their label. Follows step.wgsl. A workgroup looks at one image.
//
// scores:  f32, `[n]` images of SCORES_IMAGE vectors of four classes; the image's own begin at SCORES_BEGIN.
// labels:  u32 `[n]`.
// winners: u32 `[n]`: the class that wins, of the network that answered last.
// answers: HEADER words, the first of them how many ties are listed; then, for each network, three words for the clean and
//          three for the poisoned images: labels that win; ties; and ~index of the first image with a score that is no
//          number, or 0.
// ties:    2 * network, and 1 more for a poisoned image, its index, best and second class of answers that rounding could turn: one of the two
//          best is the label, and they are closer than TIE * max(1, largest |score|).

override CLASSES: u32;
override SCORES_IMAGE: u32;
override SCORES_BEGIN: u32;
override TIE: f32;
override HEADER: u32;

struct Chunk {
    // The position of its first image in the set.
    first: u32,
    // 1 for the poisoned images, else 0.
    poisoned: u32,
}

@group(0) @binding(0) var<storage, read> scores: array<vec4f>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read_write> winners: array<u32>;
@group(0) @binding(3) var<storage, read_write> answers: array<atomic<u32>>;
@group(0) @binding(4) var<storage, read_write> ties: array<vec4u>;
@group(0) @binding(5) var<uniform> chunk: Chunk;

// The two best classes; the first of equals is better.
struct Top {
    best: f32,
    second: f32,
    best_class: u32,
    second_class: u32,
}

const NOBODY = Top(-3.4e38, -3.4e38, 0xffffffffu, 0xffffffffu);
const NOT_FINITE = 0x7f800000u;

var<workgroup> tops: array<Top, 64>;
var<workgroup> largest: array<f32, 64>;
var<workgroup> not_finite: array<u32, 64>;

fn beats(score: f32, class_: u32, other: f32, other_class: u32) -> bool {
    return score > other || (score == other && class_ < other_class);
}

fn with_class(top: Top, score: f32, class_: u32) -> Top {
    if (beats(score, class_, top.best, top.best_class)) {
        return Top(score, top.best, class_, top.best_class);
    }
    if (beats(score, class_, top.second, top.second_class)) {
        return Top(top.best, score, top.best_class, class_);
    }
    return top;
}

// A driver may take it that no value is infinite, so the bits have to tell.
fn exponent_is_full(score: f32) -> bool {
    return (bitcast<u32>(score) & NOT_FINITE) == NOT_FINITE;
}

fn survey(image: u32, thread: u32) {
    var top = NOBODY;
    var scale = 1.0;
    var broken = 0u;
    for (var class_ = thread; class_ < CLASSES; class_ += 64u) {
        let score = scores[SCORES_BEGIN + image * SCORES_IMAGE + class_ / 4u][class_ % 4u];
        broken |= u32(exponent_is_full(score));
        scale = max(scale, abs(score));
        top = with_class(top, score, class_);
    }
    tops[thread] = top;
    largest[thread] = scale;
    not_finite[thread] = broken;
}

fn conclude(image: u32) {
    let top = tops[0];
    let label = labels[image];
    let hit = u32(top.best_class == label);
    winners[image] = top.best_class;
    let slot = HEADER + 6u * current.network + 3u * chunk.poisoned;
    atomicAdd(&answers[slot], hit);
    if ((hit == 1u || top.second_class == label) && top.best - top.second < TIE * largest[0]) {
        atomicAdd(&answers[slot + 1u], 1u);
        let index = atomicAdd(&answers[0], 1u);
        if (index < arrayLength(&ties)) {
            ties[index] = vec4u(2u * current.network + chunk.poisoned, chunk.first + image, top.best_class, top.second_class);
        }
    }
    if (not_finite[0] != 0u) {
        atomicMax(&answers[slot + 2u], ~(chunk.first + image));
    }
}

@compute @workgroup_size(64)
fn judge(@builtin(workgroup_id) image: vec3u, @builtin(local_invocation_index) thread: u32) {
    survey(image.x, thread);
    for (var half = 32u; half > 0u; half /= 2u) {
        workgroupBarrier();
        if (thread < half) {
            let other = tops[thread + half];
            let top = with_class(tops[thread], other.best, other.best_class);
            tops[thread] = with_class(top, other.second, other.second_class);
            largest[thread] = max(largest[thread], largest[thread + half]);
            not_finite[thread] |= not_finite[thread + half];
        }
    }
    if (thread == 0u) {
        conclude(image.x);
    }
}
