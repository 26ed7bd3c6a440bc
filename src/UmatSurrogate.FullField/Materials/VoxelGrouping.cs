using UmatSurrogate.Damask;

namespace UmatSurrogate.FullField;

/// <summary>Sorts voxels by the phases of their constituents.</summary>
internal static class VoxelGrouping
{
    /// <summary>The sequences of phases in the order of their first voxel, each with its voxels, ascending.</summary>
    public static List<(int[] Phases, int[] Voxels)> BySequenceOfPhases(int[] entryOfVoxel, MaterialConfiguration material)
    {
        int[] groupOfEntry = new int[material.Entries.Count];
        Array.Fill(groupOfEntry, -1);
        Dictionary<string, int> known = [];
        List<int[]> phases = [];
        List<List<int>> voxels = [];
        for (int v = 0; v < entryOfVoxel.Length; v++)
        {
            int entry = entryOfVoxel[v];
            if (groupOfEntry[entry] < 0)
            {
                int[] sequence = [.. material.Entries[entry].Constituents.Select(c => c.Phase)];
                string key = string.Join(",", sequence);
                if (!known.TryGetValue(key, out int group))
                {
                    known.Add(key, group = phases.Count);
                    phases.Add(sequence);
                    voxels.Add([]);
                }

                groupOfEntry[entry] = group;
            }

            voxels[groupOfEntry[entry]].Add(v);
        }

        return [.. phases.Select((sequence, g) => (sequence, voxels[g].ToArray()))];
    }
}
