// The page of slips and printers: a test print, a new roll. The preview is a plain form.
import { post } from "/static/web/api.js";
import { data, fill, set, text } from "/static/web/dom.js";

const $ = (id) => document.getElementById(id);
const { printer } = data("setting");
const words = data("words");
const path = (deed) => `/printers/${encodeURIComponent(printer)}/${deed}`;

/** One deed at a time; what came of it is said below the buttons. */
function does(id, deed) {
  const button = $(id);
  button?.addEventListener("click", async () => {
    set(button, { disabled: true });
    try {
      await deed();
    } catch (error) {
      text($("said"), fill(words.wrong, { why: error.message }));
    }
    set(button, { disabled: false });
  });
}

does("test", async () => {
  text($("said"), words.printing);
  const { word } = await post(path("test"), {}, { patience: 60000 });
  text($("said"), word === "done" ? words.done : fill(words.no, { why: words.why[word] ?? word }));
});

does("paper", async () => {
  await post(path("paper"));
  text($("said"), words.loaded);
});
