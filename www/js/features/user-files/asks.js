/**
 * Takes files of the user's own, and finds out what each is.
 *
 * @import { Client } from "../../client/client.js"
 * @import { Store } from "../../app/store.js"
 * @import { Opening } from "../opening/asks.js"
 */

import { asGoodnetError } from "../../client/client.js";
import { ownChoice } from "./roles.js";

export class Own {
  #client;
  #store;
  #opening;

  /**
   * @param {Client} client
   * @param {Store} store
   * @param {Opening} opening
   */
  constructor(client, store, opening) {
    this.#client = client;
    this.#store = store;
    this.#opening = opening;
  }

  /** @param {File[]} files */
  bring(files) {
    this.#store.dispatch({ type: "brought", files });
    for (const file of files) void this.#look(file);
  }

  /** Opens the files that the user brought, once each has its role. */
  open() {
    const { brought, white } = this.#store.state;
    const files = ownChoice(brought, white);
    if (files !== null) void this.#opening.own(files);
  }

  /** @param {File} file */
  async #look(file) {
    try {
      this.#store.dispatch({ type: "looked", file, contents: await this.#client.call("inspect", { file }) });
    } catch (error) {
      this.#store.dispatch({ type: "useless", file, message: asGoodnetError(error).message });
    }
  }
}
