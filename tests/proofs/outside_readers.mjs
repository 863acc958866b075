// Reads cubes by `jsonstat-toolkit` from npm and compares every place with what SQL counted: nothing here is ours but the steps.
import { readFileSync } from "node:fs";
import JSONstat from "jsonstat-toolkit";

const read = (name) => JSON.parse(readFileSync(name, "utf8"));
const rows = read("counted.json");
const by = ["month", "channel", "joint"];
const share = (row) => Math.round((row.by_machine / row.items) * 10000) / 10000;
const expected = {
  registered_items: { value: (row) => row.items },
  registered_people: { value: (row) => row.people },
  classified_without_clerk: { value: share, numerator: (row) => row.by_machine, denominator: (row) => row.items },
};

for (const [indicator, metrics] of Object.entries(expected)) {
  const cube = JSONstat(read(`${indicator}.json`)).Dataset(0) ?? JSONstat(read(`${indicator}.json`));
  if (cube.role.time[0] !== "month" || cube.role.metric[0] !== "metric") throw new Error(`${indicator}: roles`);
  let held = 0;
  for (const row of rows) {
    for (const [metric, figure] of Object.entries(metrics)) {
      const at = { metric, ...Object.fromEntries(by.map((name) => [name, row[name]])) };
      const found = cube.Data(at).value;
      if (found !== figure(row)) throw new Error(`${indicator} ${JSON.stringify(at)}: ${found}, not ${figure(row)}`);
      held += 1;
    }
  }
  const filled = cube.value.filter((figure) => figure !== null).length;
  if (filled !== held) throw new Error(`${indicator}: ${filled} places are filled, ${held} were counted`);
  const label = cube.Dimension("channel").Category("phone").label;
  if (label !== "来电") throw new Error(`label of phone: ${label}`);
  console.log(`jsonstat-toolkit: ${indicator}, ${held} of ${cube.n} places, as counted by SQL`);
}
