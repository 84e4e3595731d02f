import { program } from "./program";
import { runProgram } from "./run-program";

export = () => runProgram(program);
