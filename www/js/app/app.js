/**
 * What the page does: turns what people ask for into requests, and what comes back into actions. `app/` has a chapter of the page a
 * file, as `state/` does.
 *
 * @import { Client } from "../client/client.js"
 * @import { Memory } from "../features/repair/result-cache.js"
 * @import { Store } from "./store.js"
 */

import { Looking } from "../features/inspector/asks.js";
import { Opening } from "../features/opening/asks.js";
import { Own } from "../features/user-files/asks.js";
import { Repairing } from "../features/repair/asks.js";
import { Trying } from "../features/predict/asks.js";

export class App {
  /**
   * @param {Client} client
   * @param {Store} store
   * @param {Memory | null} memory null where nothing may be kept
   */
  constructor(client, store, memory) {
    this.trying = new Trying(client, store);
    this.repairing = new Repairing(client, store, memory, this.trying);
    this.opening = new Opening(client, store, memory, this.repairing, this.trying);
    this.own = new Own(client, store, this.opening);
    this.looking = new Looking(client, store);
  }
}
