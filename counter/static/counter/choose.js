// Leaving: the session ends on the server, then the page goes back to the login.
import { post } from "/static/web/api.js";

document.getElementById("leave").addEventListener("click", async () => {
  await post("/logout").catch(() => null);
  location.assign("/login?next=/counter");
});
