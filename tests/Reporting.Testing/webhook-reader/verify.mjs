// Verifies a message as a receiver would: SECRET as the argument, { headers, body } on standard input.
import { Webhook } from "standardwebhooks";

let text = "";
for await (const part of process.stdin) {
  text += part;
}

const { headers, body } = JSON.parse(text);
console.log(JSON.stringify(new Webhook(process.argv[2]).verify(body, headers)));
