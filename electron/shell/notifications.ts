import { Notification } from "electron";

/** Shows a notification of the system's, where there are any; a click brings the app to the front. */
export function showNotification(title: string, body: string, onClick: () => void): void {
  if (!Notification.isSupported()) return;
  const notification = new Notification({ title: plain(title), body: plain(body) });
  notification.on("click", onClick);
  notification.show();
}

/** Names and titles come from other people: no control characters, nothing that turns the text's direction around. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, " ");
}
