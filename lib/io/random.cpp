#include "io/random.hpp"

#include "base/error.hpp"

#include <sys/random.h>

#include <cerrno>
#include <string_view>

namespace kscan::io {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = ::getrandom(bytes.data() + filled, count - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error(Errc::internal, "no random numbers from the kernel (getrandom)");
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::string random_id(std::size_t length) {
  constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";
  constexpr unsigned fair = 256 / alphabet.size() * alphabet.size();
  std::string id;
  while (id.size() < length) {
    for (const char byte : random_bytes(length - id.size())) {
      const auto value = static_cast<unsigned char>(byte);
      if (value < fair) id.push_back(alphabet[value % alphabet.size()]);
    }
  }
  return id;
}

}  // namespace kscan::io
