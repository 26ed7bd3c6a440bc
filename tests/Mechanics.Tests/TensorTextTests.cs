namespace UmatSurrogate.Mechanics.Tests;

public class TensorTextTests
{
    [Fact]
    public void ToString_ShowsTheComponents()
    {
        Assert.Equal("[[1, 0.5, 0], [0, 1, 0], [0, 0, 1]]", new Tensor3x3(1, 0.5, 0, 0, 1, 0, 0, 0, 1).ToString());
        Assert.Equal("[11: 1, 22: 2, 33: 3, 12: 0.5, 13: 0, 23: -1]", new SymmetricTensor(1, 2, 3, 0.5, 0, -1).ToString());
    }
}
