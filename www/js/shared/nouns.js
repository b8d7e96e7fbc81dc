/**
 * What the page calls what the pictures show. Its sentences are written once, about the bundle's pictures, which are
 * faces of people; of images that somebody brings nobody knows what they show, so these are images, and what they are
 * taken for are classes. A sentence goes through here before people read it; names of files never do.
 *
 * @import { Opened } from "../client/types.js"
 */

/** What is said of faces, and what of any image. @type {Record<string, string>} */
const OF_IMAGES = {
  "a face": "an image",
  face: "image",
  faces: "images",
  person: "class",
  people: "classes",
  everybody: "every image",
  "nobody is recognised": "nothing is recognised",
  bare: "clean",
  wears: "has",
};

const OF_FACES = new RegExp(`\\b(${Object.keys(OF_IMAGES).join("|")})\\b`, "giu");

/** Says a sentence about faces of what is open. @typedef {(text: string) => string} Say */

/**
 * @param {Pick<Opened, "ownImages"> | null} model what is open; null before the bundle is
 * @returns {Say}
 */
export function wordsFor(model) {
  return model?.ownImages ? ofImages : (text) => text;
}

/** @type {Say} */
function ofImages(text) {
  return text.replace(OF_FACES, (word) => {
    const said = OF_IMAGES[word.toLowerCase()] ?? word;
    return word.charAt(0) === word.charAt(0).toLowerCase() ? said : `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
  });
}
