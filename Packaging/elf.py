"""What a program asks of shared libraries, as its dynamic section has it (System V ABI, 64 bits, little-endian)."""
import struct

SYMBOLS, STRINGS, VERSIONS, NEEDED_VERSIONS, DYNAMIC = 11, 3, 0x6FFFFFFF, 0x6FFFFFFE, 6
DT_NEEDED = 1
UNDEFINED, HIDDEN, WEAK = 0, 0x8000, 2


class Program:
    def __init__(self, data):
        if data[:6] != b"\x7fELF\x02\x01":
            raise ValueError("no ELF file of 64 bits, little-endian")
        self.data, self.sections = data, []
        start, = struct.unpack_from("<Q", data, 0x28)
        size, count = struct.unpack_from("<HH", data, 0x3A)
        for index in range(count):
            # name, type, flags, address, offset, size, link, info, alignment, entry size
            self.sections.append(struct.unpack_from("<IIQQQQIIQQ", data, start + index * size))

    def _section(self, kind):
        return next((section for section in self.sections if section[1] == kind), None)

    def _text(self, section, offset):
        start = section[4] + offset
        return self.data[start:self.data.index(b"\0", start)].decode()

    def libraries(self):
        """The names it needs, in its order."""
        section = self._section(DYNAMIC)
        strings = self.sections[section[6]]
        entries = struct.iter_unpack("<QQ", self.data[section[4]:section[4] + section[5]])
        return [self._text(strings, value) for tag, value in entries if tag == DT_NEEDED]

    def versions(self):
        """Index of a version -> its name and the library that has it."""
        section, found = self._section(NEEDED_VERSIONS), {}
        if section is None:
            return found
        strings, at = self.sections[section[6]], section[4]
        for _ in range(section[7]):
            _, count, library, first, following = struct.unpack_from("<HHIII", self.data, at)
            inner = at + first
            for _ in range(count):
                _, _, index, name, step = struct.unpack_from("<IHHII", self.data, inner)
                found[index & ~HIDDEN] = (self._text(strings, name), self._text(strings, library))
                inner += step
            at += following
        return found

    def imports(self):
        """Symbols that others must have: name, version or None, library of the version or None."""
        section, versions = self._section(SYMBOLS), self.versions()
        strings, of_symbol = self.sections[section[6]], self._section(VERSIONS)
        imported = []
        for index in range(1, section[5] // 24):
            name, info, _, place, _, _ = struct.unpack_from("<IBBHQQ", self.data, section[4] + index * 24)
            if place != UNDEFINED or info >> 4 == WEAK:
                continue
            number = struct.unpack_from("<H", self.data, of_symbol[4] + index * 2)[0] & ~HIDDEN if of_symbol else 0
            imported.append((self._text(strings, name), *versions.get(number, (None, None))))
        return imported
