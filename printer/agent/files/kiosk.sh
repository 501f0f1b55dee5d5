#!/bin/sh
# The kiosk's browser, started with the session and again whenever it ends.
# The profile stays: it holds the device's pairing.
profile="${XDG_DATA_HOME:-$HOME/.local/share}/hall-kiosk"
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || {
  echo "no Chromium on this PC" >&2
  exit 1
}
# no screen saver, no blanking (nothing to do under Wayland: the compositor's setting)
[ -n "$DISPLAY" ] && command -v xset >/dev/null && xset s off s noblank -dpms
while :; do
  "$browser" --kiosk --no-first-run --noerrdialogs --disable-infobars \
    --hide-crash-restore-bubble --disable-pinch --overscroll-history-navigation=0 \
    --autoplay-policy=no-user-gesture-required --check-for-update-interval=31536000 \
    --disable-component-update --disable-features=Translate --password-store=basic \
    --user-data-dir="$profile" --app=file://@folder@/start.html
  sleep 2
done
