/**
 * The chapters of the page. README.md says what a chapter is made of; the state, what is asked of the worker and what
 * is drawn go by this list. An action reaches chapters in its order: a defence still sees what a repair, or another
 * network, is about to replace.
 *
 * @import { Attack } from "./attack/asks.js"
 * @import { AttackAction, AttackState } from "./attack/state.js"
 * @import { Chapter } from "./chapter.js"
 * @import { ClpAction, ClpState } from "./defences/clp/state.js"
 * @import { FacePredictions } from "./defences/pruning/asks.js"
 * @import { PruningAction, PruningState } from "./defences/pruning/state.js"
 * @import { RefitAction, RefitState } from "./defences/refit/state.js"
 * @import { Inspector } from "./inspector/asks.js"
 * @import { InspectorAction, InspectorState } from "./inspector/state.js"
 * @import { NoticeAction, NoticesState } from "./notices/state.js"
 * @import { Opening } from "./opening/asks.js"
 * @import { OpeningAction, OpeningState } from "./opening/state.js"
 * @import { Predict } from "./predict/asks.js"
 * @import { PredictAction, PredictState } from "./predict/state.js"
 * @import { Repair } from "./repair/asks.js"
 * @import { RepairAction, RepairState } from "./repair/state.js"
 * @import { Scan } from "./scan/asks.js"
 * @import { ScanAction, ScanState } from "./scan/state.js"
 * @import { UserFiles } from "./user-files/asks.js"
 * @import { UserFilesAction, UserFilesState } from "./user-files/state.js"
 */

import { address } from "./address/index.js";
import { attack } from "./attack/index.js";
import { DEFENCES } from "./defences/index.js";
import { inspector } from "./inspector/index.js";
import { notices } from "./notices/index.js";
import { offline } from "./offline/index.js";
import { opening } from "./opening/index.js";
import { predict } from "./predict/index.js";
import { repair } from "./repair/index.js";
import { scan } from "./scan/index.js";
import { userFiles } from "./user-files/index.js";

/** @type {Record<string, Chapter>} */
export const CHAPTERS = {
  notices,
  ...DEFENCES,
  opening,
  attack,
  scan,
  repair,
  inspector,
  predict,
  userFiles,
  address,
  offline,
};

/**
 * Everything that the page shows.
 * @typedef {NoticesState
 *   & PruningState
 *   & ClpState
 *   & RefitState
 *   & OpeningState
 *   & AttackState
 *   & ScanState
 *   & RepairState
 *   & InspectorState
 *   & PredictState
 *   & UserFilesState} State
 */

/**
 * What may happen.
 * @typedef {NoticeAction
 *   | PruningAction
 *   | ClpAction
 *   | RefitAction
 *   | OpeningAction
 *   | AttackAction
 *   | ScanAction
 *   | RepairAction
 *   | InspectorAction
 *   | PredictAction
 *   | UserFilesAction} Action
 */

/**
 * What the chapters ask of the worker, by their names in the list.
 * @typedef {object} App
 * @property {FacePredictions} pruning
 * @property {Opening} opening
 * @property {Attack} attack
 * @property {Scan} scan
 * @property {Repair} repair
 * @property {Inspector} inspector
 * @property {Predict} predict
 * @property {UserFiles} userFiles
 */
