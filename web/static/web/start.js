// start.js: the start page's one button.
import { post } from "/static/web/api.js";

document.getElementById("logout")?.addEventListener("click", async () => {
  try {
    await post("/logout");
  } finally {
    location.assign("/");
  }
});
