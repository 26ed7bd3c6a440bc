using System.Runtime.InteropServices;
using UmatSurrogate.Damask;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.FullField;

/// <summary>SHA-256 of what the voxels are made of: phases with their parameters, constituents of the entries, entry of each voxel.</summary>
internal static class MaterialFingerprint
{
    public static byte[] Of(int[] entryOfVoxel, MaterialConfiguration material)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        foreach (MaterialPhase phase in material.Phases)
            writer.Write(phase.ToString()); // a record lists all its values, doubles to the last bit
        foreach (MaterialEntry entry in material.Entries)
        {
            foreach (MaterialConstituent constituent in entry.Constituents)
            {
                writer.Write(constituent.Phase);
                writer.Write(constituent.Fraction);
                writer.Write(constituent.Orientation.Q0);
                writer.Write(constituent.Orientation.Q1);
                writer.Write(constituent.Orientation.Q2);
                writer.Write(constituent.Orientation.Q3);
            }
        }

        writer.Write(MemoryMarshal.AsBytes<int>(entryOfVoxel));
        writer.Flush();
        return Sha256Digest.Of(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }
}
