"""An SMTP server on loopback for tests: smtp_receiver.py FOLDER [PORT [SECURITY CERTIFICATE KEY [USER PASSWORD]]]

SECURITY is none, starttls or tls; CERTIFICATE and KEY are PEM files. With USER and PASSWORD nothing is taken without a log-in, and
FOLDER/logins has a line for each that was tried: whether the conversation was secret by then.

Prints the port it listens on, writes each accepted message to FOLDER as NNNNNN.eml, and ends when its standard input is closed,
so that it never outlives the tests. The envelope is kept in the header fields X-Envelope-From and X-Envelope-To, and in X-Secret
whether the conversation was encrypted.

FOLDER/behaviour.json, read at each message, makes it misbehave on purpose:
  refuse   an object: a part of a recipient's address, and what is answered to it at RCPT
  data     what is answered after DATA instead of taking the message
  drop     true: the connection is cut after DATA, and nothing is taken
  slow     seconds before the answer to DATA
  hold     true: the message is taken, and its 250 waits for FOLDER/release
"""

import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Folder:
    def __init__(self, path):
        self.path = path
        self.count = 0

    def behaviour(self):
        try:
            with open(os.path.join(self.path, "behaviour.json"), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        for part, answer in self.behaviour().get("refuse", {}).items():
            if part in address:
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        behaviour = self.behaviour()
        await asyncio.sleep(behaviour.get("slow", 0))
        if behaviour.get("drop"):
            server.transport.abort()
            return "421 Gone"
        if "data" in behaviour:
            return behaviour["data"]
        self.count += 1
        name = os.path.join(self.path, f"{self.count:06d}")
        recipients = ", ".join(envelope.rcpt_tos)
        with open(name + ".part", "wb") as file:
            file.write(f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\nX-Secret: {is_secret(server)}\r\n".encode())
            file.write(envelope.original_content)
        # A reader sees a message whole or not at all.
        os.rename(name + ".part", name + ".eml")
        while behaviour.get("hold") and not os.path.exists(os.path.join(self.path, "release")):
            await asyncio.sleep(0.02)
        return "250 Message accepted"


def is_secret(server):
    return server.transport.get_extra_info("cipher") is not None


async def main():
    path, port, security, certificate, key, user, password = sys.argv[1:] + ["0", "none", "", "", "", ""][len(sys.argv) - 2:]
    folder = Folder(path)
    loop = asyncio.get_running_loop()
    context = None
    if security != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)

    def authenticate(server, session, envelope, mechanism, login):
        with open(os.path.join(path, "logins"), "a", encoding="utf-8") as file:
            file.write(f"{is_secret(server)}\n")
        right = (login.login, login.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    def converse():
        return SMTP(
            folder,
            hostname="localhost",
            tls_context=context if security == "starttls" else None,
            require_starttls=security == "starttls",
            authenticator=authenticate if user else None,
            auth_required=bool(user),
            # Whether the password is sent in clear is what the tests are about: nothing here prevents it.
            auth_require_tls=False,
        )

    server = await loop.create_server(converse, "127.0.0.1", int(port), ssl=context if security == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.buffer.read)


asyncio.run(main())
