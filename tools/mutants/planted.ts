import type { PlantedFile } from "./mutant";
import { answering } from "./planted/answering";
import { edge } from "./planted/edge";
import { listening } from "./planted/listening";
import { network } from "./planted/network";

/** Every mistake that is planted in the model, in the order in which a dial meets the files. */
export const planted: readonly PlantedFile[] = [...network, ...listening, ...answering, ...edge];
