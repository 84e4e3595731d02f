import type { Difference } from "../compare";
import { addressFlag } from "./address-flag";
import { certificateLife } from "./certificate-life";
import { checkResults } from "./check-results";
import { cipherOrder } from "./cipher-order";
import { emptyValues } from "./empty-values";
import { jsonForm } from "./json-form";
import { listVersion } from "./list-version";
import type { Noise, Reading } from "./noise";
import { numberTexts } from "./number-texts";
import { recordBookkeeping } from "./record-bookkeeping";
import { recordParts } from "./record-parts";
import { rulesetBookkeeping } from "./ruleset-bookkeeping";
import { setOrder } from "./set-order";
import { settingBookkeeping } from "./setting-bookkeeping";
import { sidecarLists } from "./sidecar-lists";
import { tagsAll } from "./tags-all";
import { textQuotes } from "./text-quotes";
import { timestamps } from "./timestamps";
import { trailingDot } from "./trailing-dot";
import { tunnelStatus } from "./tunnel-status";
import { zoneBookkeeping } from "./zone-bookkeeping";

/** Everything that is known to differ without a change; the first that fits decides. */
export const noises: readonly Noise[] = [
  ...[timestamps, tagsAll, sidecarLists, recordBookkeeping, zoneBookkeeping, settingBookkeeping, checkResults],
  ...[
    rulesetBookkeeping,
    certificateLife,
    tunnelStatus,
    addressFlag,
    listVersion,
    recordParts,
    trailingDot,
    textQuotes,
    cipherOrder,
  ],
  ...[setOrder, emptyValues, numberTexts, jsonForm],
];

/** Finds why a difference is none; undefined where it is one. */
export function noiseOf(difference: Difference, reading: Reading): Noise | undefined {
  return noises.find((noise) => noise.isNoise(difference, reading));
}
