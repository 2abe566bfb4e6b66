#include "base/error.hpp"

namespace kscan {

Error::Error(Errc code, std::string message)
    : m_code(code),
      m_message(std::move(message)) {}

Error&& Error::hint(std::string what_to_do) && {
  m_hint = std::move(what_to_do);
  return std::move(*this);
}

Error&& Error::because(std::string_view doing) && {
  m_message.insert(0, std::string(doing) + ": ");
  return std::move(*this);
}

}  // namespace kscan
