import "../require-node.mjs";
import { resolve } from "node:path";
import { buildPackage } from "./package";

void buildPackage(resolve(__dirname, "../../dist"));
