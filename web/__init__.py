"""What all pages share: base page, style, live.js, the socket, login, the API's error form."""
