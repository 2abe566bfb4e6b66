#include "kubectl-scan/command.hpp"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace kscan::cmd {

namespace {

class LazyCommand : public CLI::App {
public:
  LazyCommand(const CommandText& text, std::function<void(CLI::App&)> fill)
      : CLI::App(text.help, text.name),
        m_fill(std::move(fill)) {}

  void fill() {
    if (const auto add = std::exchange(m_fill, {})) add(*this);
  }

private:
  std::function<void(CLI::App&)> m_fill;
};

const char* heading_of(Section section) {
  switch (section) {
  case Section::scan:
    return "Scan";
  case Section::look:
    return "Look first, creating nothing";
  case Section::reports:
    return "Saved reports, without a cluster";
  case Section::other:
    return "Other commands";
  case Section::hidden:
    break;
  }
  return "";
}

}  // namespace

CLI::App* add_command(CLI::App& parent,
                      const CommandText& text,
                      std::function<void(CLI::App& command)> fill) {
  auto command = std::make_shared<LazyCommand>(text, std::move(fill));
  CLI::App* const added = parent.add_subcommand(command);
  added->group(heading_of(text.section));
  for (const std::string& alias : text.aliases)
    added->alias(alias);
  return added;
}

void fill_in(CLI::App& command) {
  if (auto* const lazy = dynamic_cast<LazyCommand*>(&command)) lazy->fill();
}

}  // namespace kscan::cmd
