// Sends one message of each type with the unmodified node client; run in the folder that holds node_modules.
const { createRequire } = require("node:module");
const { Analytics } = createRequire(`${process.cwd()}/`)("@segment/analytics-node");

const analytics = new Analytics({
  writeKey: process.env.WRITE_KEY,
  host: process.env.LOOPBACK_URL,
  flushInterval: 50,
});
const faults = [];
analytics.on("error", (fault) => faults.push(String(fault.reason ?? fault.code)));

const context = { timezone: "Europe/Berlin", consent: { categoryPreferences: { email: true, "sms:offers": false } } };
analytics.identify({ userId: "nora", anonymousId: "n-1", traits: { plan: "pro", seats: 3 }, context });
analytics.track({ userId: "nora", event: "order_completed", properties: { amount: 12.5, name: "Größe 😀" } });
analytics.track({ anonymousId: "n-2", event: "paywall_encountered", timestamp: new Date(Date.now() - 3_600_000) });
analytics.page({ userId: "nora", name: "Pricing", properties: { url: "/pricing" } });
analytics.screen({ userId: "nora", name: "Home" });
analytics.group({ userId: "nora", groupId: "acme", traits: { seats: 9 } });
analytics.alias({ userId: "nora", previousId: "n-3" });

analytics.closeAndFlush({ timeout: 20_000 }).then(() => {
  console.log(JSON.stringify({ faults }));
});
