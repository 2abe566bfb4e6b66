#include "ui/ui.hpp"

#include "base/text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <ostream>
#include <string>

namespace kscan::ui {

namespace {

class LineObserver final : public run::Observer {
public:
  explicit LineObserver(std::ostream& err)
      : m_err(err) {}
  void on(const run::Tell& progress) override {
    m_err << "scan: ";
    if (!progress.image.empty()) m_err << printable(progress.image) << ": ";
    m_err << printable(progress.text) << '\n' << std::flush;
  }

private:
  std::ostream& m_err;
};

// kubectl prints these words as they are (kubectl pkg/cmd/util/helpers.go).
bool speaks_for_itself(std::string_view message) {
  constexpr std::array prefixes{std::string_view("Error from server"),
                                std::string_view("The connection to the server"),
                                std::string_view("Unable to connect to the server"),
                                std::string_view("Error in configuration")};
  for (const std::string_view prefix : prefixes)
    if (message.starts_with(prefix)) return true;
  return false;
}

}  // namespace

Terminal detect(int fd, bool no_color, std::string_view term) {
  if (::isatty(fd) == 0) return {};
  winsize size{};
  const bool known = ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return {.columns = known ? size.ws_col : 80, .color = !no_color && term != "dumb"};
}

std::unique_ptr<run::Observer> make_line_observer(std::ostream& err) {
  return std::make_unique<LineObserver>(err);
}

void print_error(std::ostream& err, const Error& error) {
  err << (speaks_for_itself(error.message()) ? "" : "error: ") << printable(error.message())
      << '\n';
  if (!error.hint().empty()) err << "hint: " << printable(error.hint()) << '\n';
}

void print_warning(std::ostream& err, std::string_view text) {
  err << "Warning: " << printable(text) << '\n';
}

}  // namespace kscan::ui
