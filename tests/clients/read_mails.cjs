// Parses each mail of a file (its length in 4 bytes before it) with the unmodified mailparser; a line of JSON for each.
const { readFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
const { createRequire } = require('node:module');
const { simpleParser } = createRequire(process.cwd() + '/')('mailparser');

const digest = (text) => createHash('sha256').update(text || '').digest('hex');
const lined = (text) => (text || '').replace(/\r\n/g, '\n').replace(/\n+$/, '');

async function read(all) {
  for (let at = 0; at < all.length; ) {
    const size = all.readUInt32BE(at);
    const options = { skipImageLinks: true, skipTextToHtml: true, maxHtmlLengthToParse: 1e8 };
    const mail = await simpleParser(all.subarray(at + 4, at + 4 + size), options);
    at += 4 + size;
    const list = mail.headers.get('list') || {};
    const told = {
      subject: mail.subject || '',
      from: mail.from.value[0].name,
      address: mail.from.value[0].address,
      to: mail.to.value[0].address,
      id: mail.messageId,
      seconds: mail.date.getTime() / 1000,
      text: digest(lined(mail.text)),
      html: digest(lined(mail.html)),
      attachments: mail.attachments.length,
      unsubscribe: list.unsubscribe ? list.unsubscribe.url : '',
      oneClick: list['unsubscribe-post'] ? list['unsubscribe-post'].name || list['unsubscribe-post'].id : '',
    };
    process.stdout.write(JSON.stringify(told) + '\n');
  }
}

read(readFileSync(process.argv[2])).catch((error) => {
  console.error(error);
  process.exit(1);
});
