/** Files of the user's own: which came, what each is to be used as, and what is open of them. */

import { UserFiles } from "./asks.js";
import { handlers, initial } from "./state.js";
import { userFiles as view } from "./view.js";

export const userFiles = { initial, handlers, Asks: UserFiles, views: [view] };
