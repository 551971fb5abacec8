// The same schedules with the engine as Wasm: what each came to has to be what it came to natively.
//
//   node under_node.mjs SIMULATION.wasm FILE
//
// FILE has a line a schedule: its seed and the native program's number (`traces.rs`). The first that differs ends it.
import { readFileSync } from "node:fs";

const [program, file] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(program));

// The library's imports are a browser's. The engine has none: whoever calls one here has left its room.
const imports = {};
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  if (kind !== "function") throw new Error(`the simulation imports ${name}, which is no function but a ${kind}`);
  (imports[from] ??= {})[name] = () => {
    throw new Error(`the engine called ${name}, which is a browser's`);
  };
}
const { simulation_number_of: numberOf } = new WebAssembly.Instance(module, imports).exports;

const again = (seed) => `\`cargo xtask simulate --seed ${seed}\` tells its story as a native program.`;
const begun = Date.now();
let played = 0;
for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
  const [seed, native] = line.split(" ");
  let number;
  try {
    number = BigInt.asUintN(64, numberOf(BigInt.asIntN(64, BigInt(seed))));
  } catch (error) {
    console.error(`seed ${seed} ends the Wasm: ${error.stack}\n${again(seed)}`);
    process.exit(1);
  }
  if (number !== BigInt(native)) {
    console.error(`seed ${seed} came to ${native} natively and to 0x${number.toString(16)} as Wasm. ${again(seed)}`);
    process.exit(1);
  }
  played += 1;
}
if (played === 0) throw new Error(`${file} holds no schedule`);
console.log(`${played} schedules as Wasm, each as natively, in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
