"""An SMTP server on loopback for tests: smtp_receiver.py FOLDER

Prints the port it listens on, writes each accepted message to FOLDER as NNNNNN.eml, and ends when its standard input is closed,
so that it never outlives the tests. The envelope is kept in the header fields X-Envelope-From and X-Envelope-To.
"""

import asyncio
import os
import sys

from aiosmtpd.smtp import SMTP


class Folder:
    def __init__(self, path):
        self.path = path
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = os.path.join(self.path, f"{self.count:06d}")
        recipients = ", ".join(envelope.rcpt_tos)
        with open(name + ".part", "wb") as file:
            file.write(f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n".encode())
            file.write(envelope.original_content)
        # A reader sees a message whole or not at all.
        os.rename(name + ".part", name + ".eml")
        return "250 Message accepted"


async def main():
    folder = Folder(sys.argv[1])
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(folder, hostname="localhost"), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.buffer.read)


asyncio.run(main())
