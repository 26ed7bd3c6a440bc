using System.Security.Cryptography;
using System.Text;

namespace UmatSurrogate.Mechanics.Tests;

public sealed class Sha256DigestTests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Of_ExamplesOfTheStandard(string text, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Sha256Digest.Of(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void Append_InPiecesOfAnyLength_CompareToDotNet()
    {
        byte[] data = new byte[1000];
        for (int i = 0; i < data.Length; i++)
            data[i] = (byte)(i * 31 + (i >> 3));
        for (int length = 0; length <= 200; length++)
        {
            Sha256Digest digest = new();
            for (int start = 0; start < length; start += 37)
                digest.Append(data.AsSpan(start, Math.Min(37, length - start)));
            Assert.Equal(SHA256.HashData(data.AsSpan(0, length)), digest.Finish());
        }
    }
}
