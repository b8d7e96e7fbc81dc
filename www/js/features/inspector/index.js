/** The channels of a layer, and what each of them sees. */

import { Inspector } from "./asks.js";
import { channelMap } from "./channel-map.js";
import { insideChannel } from "./channel.js";
import { handlers, initial, reactions } from "./state.js";

/** @import { View } from "../../app/store.js" */

/** @type {View[]} */
const views = [channelMap, insideChannel, (_store, app) => (state) => app.inspector.follow(state)];

export const inspector = { initial, handlers, reactions, Asks: Inspector, views };
