// What stands beside the phone: problems of the files, the step, the answers, the moves, the clock.

const find = (id) => document.getElementById(id);

/** Errors in the files: where, what is wrong, what to do. The last good version plays on. */
export function drawProblems(problems, playing) {
  const box = find("problems");
  box.hidden = problems.length === 0;
  const title = element("h2", "", headline(problems.length, playing));
  const list = element("ul");
  for (const { file, line, column, what, todo } of problems) {
    const item = element("li");
    item.append(element("code", "", `${file}:${line}:${column}`), ` ${what} `);
    if (todo) item.append(element("span", "todo", `→ ${todo}`));
    list.append(item);
  }
  box.replaceChildren(title, list);
}

function headline(count, playing) {
  const found = count === 1 ? "1 Fehler in den Dateien." : `${count} Fehler in den Dateien.`;
  const then = "Sie spielen mit der letzten guten Fassung weiter.";
  return playing ? `${found} ${then}` : `${found} Sobald sie behoben sind, geht es los.`;
}

/** Where the play stands. */
export function drawBeside(state) {
  find("note").textContent = state.note;
  find("step").textContent = state.step || `(${state.at || "kein Schritt"})`;
  find("line").textContent = state.line || "–";
  find("answers").replaceChildren(...drawAnswers(state.answers));
  find("moves").replaceChildren(...state.moves.map((move) => element("li", "", move)));
  find("clock").textContent = drawClock(state.now, state.ahead);
  find("undo").disabled = state.moves.length < 2;
}

function drawAnswers(answers) {
  const lines = Object.entries(answers).flatMap(([flow, given]) =>
    Object.entries(given).map(([key, value]) => {
      const item = element("li");
      item.append(element("code", "", `${flow}.${key}`), ` = ${[value].flat().join(", ")}`);
      return item;
    }),
  );
  return lines.length ? lines : [element("li", "none", "keine")];
}

function drawClock(now, ahead) {
  const format = { weekday: "short", day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" };
  const shown = new Date(now * 1000).toLocaleString("de-DE", format);
  return ahead ? `${shown} (vorgestellt)` : shown;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
