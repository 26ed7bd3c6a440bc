using System.Buffers.Binary;
using System.Text;

namespace UmatSurrogate.Training;

/// <summary>
/// Edits the symbol-version requirements (section <c>.gnu.version_r</c>) of an ELF64 little-endian shared library held in memory.
/// Layout: System V ABI / LSB 5.0, sections 10.7.3 to 10.7.5 (Elf64_Verneed, Elf64_Vernaux).
/// </summary>
internal static class ElfVersionNeed
{
    private const uint SectionTypeVersionNeed = 0x6ffffffe;
    private const ushort FlagWeak = 2;

    /// <summary>
    /// Marks the requirement of one version, such as <c>GLIBCXX_3.4.32</c>, as weak: the loader then no longer refuses the library
    /// when the version is absent.
    /// </summary>
    /// <param name="elf">The bytes of the library; changed in place.</param>
    /// <param name="version">Name of the version.</param>
    /// <returns>The number of requirements changed; 0 if the library does not ask for that version.</returns>
    /// <exception cref="InvalidDataException">The bytes are not an ELF64 little-endian file.</exception>
    public static int MakeWeak(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("Not an ELF64 little-endian file.");

        int changed = 0;
        int headersOffset = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[0x28..]);
        int headerSize = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3a..]);
        int headerCount = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3c..]);
        for (int i = 0; i < headerCount; i++)
        {
            Span<byte> header = elf[(headersOffset + i * headerSize)..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != SectionTypeVersionNeed)
                continue;
            int offset = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]);
            int names = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]);
            int namesOffset = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[(headersOffset + names * headerSize + 0x18)..]);
            changed += MakeWeakInSection(elf, offset, namesOffset, Encoding.ASCII.GetBytes(version + '\0'));
        }

        return changed;
    }

    private static int MakeWeakInSection(Span<byte> elf, int need, int namesOffset, ReadOnlySpan<byte> version)
    {
        int changed = 0;
        while (true)
        {
            // Elf64_Verneed: version u16, count u16, file u32, offset of the first Vernaux u32, offset of the next Verneed u32.
            int entries = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]);
            int entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]);
            for (int k = 0; k < entries; k++)
            {
                // Elf64_Vernaux: hash u32, flags u16, version index u16, name u32, offset of the next Vernaux u32.
                int name = namesOffset + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 8)..]);
                if (elf[name..].StartsWith(version))
                {
                    ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(elf[(entry + 4)..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(entry + 4)..], (ushort)(flags | FlagWeak));
                    changed++;
                }

                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 12)..]);
            }

            int next = (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]);
            if (next == 0)
                return changed;
            need += next;
        }
    }
}
