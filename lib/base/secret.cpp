#include "base/secret.hpp"

#include <cstring>
#include <utility>

namespace kscan {

void wipe(void* bytes, std::size_t size) noexcept {
  // Read at run time: the compiler cannot know that it is memset, whose writes it may drop.
  void* (*volatile fill)(void*, int, std::size_t) = std::memset;
  if (size > 0) fill(bytes, 0, size);
}

void wipe(std::string& text) noexcept {
  // The capacity, not the size: a shortened string leaves its tail behind.
  wipe(text.data(), text.capacity());
  text.clear();
}

Secret::Secret(std::string&& value) noexcept
    : m_value(std::move(value)) {
  wipe(value);  // a short string is copied by a move, not taken over
}

Secret::Secret(Secret&& other) noexcept
    : m_value(other.m_value) {
  // A copy and a wipe: moving a short string would leave its bytes in the source's own buffer.
  wipe(other.m_value);
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe(m_value);
    m_value = other.m_value;
    wipe(other.m_value);
  }
  return *this;
}

Secret::~Secret() {
  wipe(m_value);
}

}  // namespace kscan
