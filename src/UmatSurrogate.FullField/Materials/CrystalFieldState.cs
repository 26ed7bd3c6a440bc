using UmatSurrogate.Mechanics;

namespace UmatSurrogate.FullField;

/// <summary>
/// The committed state of all voxels in a stream, the same whatever the width of a register: <see cref="MaterialFingerprint"/> (32 bytes), number of voxels, length of the last increment [s], number of
/// groups; per group its number of voxels and of doubles per voxel; then the voxels' states (F, then of each constituent
/// Fp^-1, xi and dev S, and xi and dev S one increment earlier; little-endian doubles).
/// </summary>
internal static class CrystalFieldState
{
    public static void Write(BinaryWriter writer, byte[] fingerprint, int voxels, double length_s, List<VoxelGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(fingerprint);
        writer.Write(voxels);
        writer.Write(length_s);
        writer.Write(groups.Count);
        foreach (VoxelGroup group in groups)
        {
            writer.Write(group.Voxels.Length);
            writer.Write(group.StateLength);
            double[] state = new double[group.StateLength];
            for (int place = 0; place < group.Voxels.Length; place++)
            {
                group.GetState(place, state);
                foreach (double value in state)
                    writer.Write(value);
            }
        }
    }

    public static void Read(BinaryReader reader, byte[] fingerprint, int voxels, out double length_s, List<VoxelGroup> groups)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (!reader.ReadBytes(fingerprint.Length).AsSpan().SequenceEqual(fingerprint))
            throw new InputException("The saved state is that of other phases, orientations or another geometry. Use the inputs it was made with, or start anew.");
        Require(reader.ReadInt32(), voxels, "voxels");
        length_s = reader.ReadDouble();
        Require(reader.ReadInt32(), groups.Count, "groups of voxels");
        foreach (VoxelGroup group in groups)
        {
            Require(reader.ReadInt32(), group.Voxels.Length, "voxels in a group");
            Require(reader.ReadInt32(), group.StateLength, "numbers per voxel");
            double[] state = new double[group.StateLength];
            for (int place = 0; place < group.Voxels.Length; place++)
            {
                for (int k = 0; k < state.Length; k++)
                    state[k] = reader.ReadDouble();
                group.SetState(place, state);
            }
        }
    }

    private static void Require(int found, int expected, string what)
    {
        if (found != expected)
            throw new InputException($"The saved state has {found} {what}; this material has {expected}. It belongs to another material or grid.");
    }
}
