#include "io/file_error.hpp"

#include <cerrno>
#include <string>
#include <system_error>

namespace kscan::io {

Error file_error(std::string_view verb, const std::filesystem::path& path, int error) {
  std::string text = std::generic_category().message(error);
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a')
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return {error == ENOENT ? Errc::not_found : Errc::config,
          std::string(verb) + " " + path.string() + ": " + text};
}

}  // namespace kscan::io
