#pragma once
#include <stddef.h>  // NOLINT(modernize-deprecated-headers): there is no C++ library here
#include <stdint.h>  // NOLINT(modernize-deprecated-headers)

namespace kscan::bootstrap {

/// SHA-256 (FIPS 180-4) without any library, for a program that is built without one.
class SmallSha256 {
public:
  void update(const uint8_t* bytes, size_t size) {
    for (; size != 0; --size) {
      m_block[m_length++ % block_size] = *bytes++;
      if (m_length % block_size == 0) compress();
    }
  }

  /// Lower-case hex and a NUL. No update() after it.
  void finish_hex(char (&hex)[65]) {
    const uint64_t bits = m_length * 8;
    constexpr uint8_t one = 0x80, zero = 0;
    update(&one, 1);
    while (m_length % block_size != block_size - 8)
      update(&zero, 1);
    for (int shift = 56; shift >= 0; shift -= 8) {
      const auto byte = static_cast<uint8_t>(bits >> shift);
      update(&byte, 1);
    }
    for (unsigned i = 0; i < 64; ++i)
      hex[i] = "0123456789abcdef"[m_state[i / 8] >> (28 - i % 8 * 4) & 15];
    hex[64] = '\0';
  }

private:
  static constexpr size_t block_size = 64;
  // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  static constexpr uint32_t round_constants[64] = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
      0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
      0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
      0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
      0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
      0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
      0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
      0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
      0xc67178f2};

  static constexpr uint32_t rotate(uint32_t x, unsigned n) { return x >> n | x << (32 - n); }

  void compress() {
    uint32_t w[64];
    for (unsigned i = 0; i < 16; ++i)
      w[i] = static_cast<uint32_t>(m_block[i * 4]) << 24
             | static_cast<uint32_t>(m_block[i * 4 + 1]) << 16
             | static_cast<uint32_t>(m_block[i * 4 + 2]) << 8 | m_block[i * 4 + 3];
    for (unsigned i = 16; i < 64; ++i) {
      const uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
      const uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t v[8];
    for (unsigned i = 0; i < 8; ++i)
      v[i] = m_state[i];
    for (unsigned i = 0; i < 64; ++i)
      round(v, round_constants[i] + w[i]);
    for (unsigned i = 0; i < 8; ++i)
      m_state[i] += v[i];
  }

  static void round(uint32_t (&v)[8], uint32_t input) {
    const uint32_t s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25);
    const uint32_t choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    const uint32_t s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
    const uint32_t majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    const uint32_t t = v[7] + s1 + choice + input;
    for (unsigned i = 7; i > 0; --i)
      v[i] = v[i - 1];
    v[4] += t;
    v[0] = t + s0 + majority;
  }

  // The same of the square roots of the first 8.
  uint32_t m_state[8] = {0x6a09e667,
                         0xbb67ae85,
                         0x3c6ef372,
                         0xa54ff53a,
                         0x510e527f,
                         0x9b05688c,
                         0x1f83d9ab,
                         0x5be0cd19};
  uint8_t m_block[block_size] = {};
  uint64_t m_length = 0;
};

}  // namespace kscan::bootstrap
