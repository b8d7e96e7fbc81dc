/**
 * Takes files of the user's own, and finds out what each is.
 *
 * @import { Page } from "../../app/app.js"
 */

import { asGoodnetError } from "../../client/client.js";
import { chosenRoles } from "./roles.js";

export class UserFiles {
  #page;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {File[]} files */
  add(files) {
    this.#page.store.dispatch({ type: "files-added", files });
    for (const file of files) void this.#inspect(file);
  }

  /** Opens the files, once each has its role. */
  open() {
    const { app, store } = this.#page;
    const files = chosenRoles(store.state.userFiles, store.state.white);
    if (files !== null) void app.opening.userFiles(files);
  }

  /** @param {File} file */
  async #inspect(file) {
    const { client, store } = this.#page;
    try {
      store.dispatch({ type: "file-inspected", file, contents: await client.call("inspect", { file }) });
    } catch (error) {
      store.dispatch({ type: "file-unusable", file, message: asGoodnetError(error).message });
    }
  }
}
