#!/bin/sh
# Puts these files in their places. Read it first; then: sudo sh apply.sh
set -eu
cd "$(dirname "$0")"
[ "$(id -u)" = 0 ] || { echo "as root, please" >&2; exit 1; }
id @user@ >/dev/null 2>&1 || useradd --system --home-dir /var/lib/hall-agent --shell /usr/sbin/nologin @user@
install -d -m 0700 -o @user@ -g @user@ /var/lib/hall-agent
old=/etc/hall/agent.yaml
if [ -e $old ]; then mv $old $old.mine; fi
cp -R root/. /
# what people wrote stays; the new one lies beside it
if [ -e $old.mine ]; then mv $old $old.new; mv $old.mine $old; fi
# brltty takes serial adapters for braille displays; ModemManager is kept off by the udev rules
for unit in brltty.service brltty-udev.service brltty.path; do
  systemctl mask "$unit" 2>/dev/null || true
done
systemctl daemon-reload
udevadm control --reload
udevadm trigger --subsystem-match=tty --subsystem-match=usbmisc --subsystem-match=usb --subsystem-match=input
echo "Now give each device its key, then start the agent:"
@keys@
echo "  systemctl enable --now hall-agent"
