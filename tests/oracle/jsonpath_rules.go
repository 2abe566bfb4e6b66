package main

func jsonpathRules() []JSONPathVector {
	var vectors []JSONPathVector
	for _, template := range []string{
		// text and actions
		``, `text`, `{}`, `{.}`, `{@}`, `{$}`, `{ .kind }`, `a{.kind}b{.zero}c`, `{.kind}{.kind}`,
		`{.kind .zero}`, `{.kind`, `{.kind}}`, `{`, `}`, `{{.kind}}`, "{.kind\n}", `{"quoted"}`,
		`{'single'}`, `{"\n\t\x41\u00e9\101\""}`, `{'it\'s'}`, `{"bad\q"}`, `{"open}`, `{"a"}{"b"}`,
		`{5}`, `{-5}`, `{+5}`, `{1.5}`, `{1.2.3}`, `{true}`, `{false}`, `{truth}`, `{#}`, `{.kind#}`,
		// fields
		`{.missing}`, `{.missing.more}`, `{.one.only.leaf}`, `{.one}`, `{.items}`, `{.words}`,
		`{.a\.b.c/d}`, `{['a.b']}`, `{.a\.b['c/d']}`, `{.kind.more}`, `{.items.name}`, `{.é}`,
		`{.nothing}`, `{.nothing.more}`, `{.empty}`, `{.html}`, `{.one.only}`, `{kind}`, `{.kind,.zero}`,
		// numbers
		`{.zero}`, `{.half}`, `{.whole}`, `{.huge}`, `{.tiny}`, `{.big}`, `{.yes}`, `{.items[*].score}`,
		// arrays
		`{.items[0].name}`, `{.items[-1].name}`, `{.items[3]}`, `{.items[-4]}`, `{.words[*]}`,
		`{.words[:]}`, `{.words[0:2]}`, `{.words[1:]}`, `{.words[:-1]}`, `{.words[0:3:2]}`,
		`{.words[::2]}`, `{.words[0:0]}`, `{.words[2:1]}`, `{.words[0:9]}`, `{.words[0:3:0]}`,
		`{.words[0:3:-1]}`, `{.words[]}`, `{.words[-]}`, `{.words[x]}`, `{.words[0}`, `{.words[99999999999999999999]}`,
		`{.empty[*]}`, `{.empty[0]}`, `{.empty[-1]}`, `{.kind[0]}`, `{.nothing[0]}`, `{.missing[0]}`,
		`{.one[0]}`, `{.nested[*][0]}`, `{.nested[0][*]}`, `{.nested[0:2][*]}`, `{.zero[0]}`, `{.half[*]}`,
		// unions
		`{.items[0,2].name}`, `{.items[0]['name','n']}`, `{.items[*]['name', 'n']}`, `{['kind','zero']}`,
		`{.words[0,]}`, `{.words[,]}`, `{.items[0,1:].n}`,
		// wildcards and descent
		`{.words.*}`, `{.one.*}`, `{.one.*.leaf}`, `{.kind.*}`, `{..leaf}`, `{..only..leaf}`, `{..name}`,
		`{.one..}`, `{....}`, `{.items[*]..name}`, `{..missing}`, `{.words..}`,
		// filters
		`{.items[?(@.n==1)].name}`, `{.items[?(@.n!=1)].name}`, `{.items[?(@.n>0)].name}`,
		`{.items[?(@.n>=2)].name}`, `{.items[?(@.n<2)].name}`, `{.items[?(@.n<=-3)].n}`,
		`{.items[?(@.name=="web")].n}`, `{.items[?(@.name=='db')].n}`, `{.items[?(@.name>"e")].n}`,
		`{.items[?(@.score>6.5)].name}`, `{.items[?(@.score==5.0)].name}`, `{.items[?(@.score==5)].name}`,
		`{.items[?(@.n==1.0)].name}`, `{.items[?(@.ok==true)].name}`, `{.items[?(@.ok<true)].name}`,
		`{.items[?(@.ok!=false)].name}`, `{.items[?(@.os.name)].name}`, `{.items[?(@.missing)].name}`,
		`{.items[?(@.tags[0]=="a")].name}`, `{.items[?(@.tags[*]=="a")].name}`, `{.items[?(@.os==1)].name}`,
		`{.items[?(@.tags==1)].name}`, `{.items[?(@.name=="a)b")].name}`, `{.items[?(@.name=~"w")].name}`,
		`{.items[?(@.n=1)].name}`, `{.items[?(@.n==)].name}`, `{.items[?(==1)].name}`, `{.items[?()].name}`,
		`{.items[?(@.n==1].name}`, `{.items[?(@.n==1)`, `{.words[?(@=="x")]}`, `{.words[?(@!="x")]}`,
		`{.kind[?(@.n==1)]}`, `{.one[?(@.n==1)]}`, `{.nothing[?(@.n==1)]}`, `{.missing[?(@.n==1)]}`,
		`{.items[?(@.name==@.name)].n}`, `{.items[?(1==1)].n}`, `{.items[?("a"=="a")].n}`,
		`{.items[?(@.n == 1)].name}`, `{.items[?( @.n==1 )].name}`, `{.words[?(@)]}`, `{.nested[?(@[0]==1)]}`,
		`{.items[?(@.name=="it's \"q\"")].n}`, `{.items[?(@.os.name=="debian")].os.name}`,
		// ranges
		`{range .items[*]}{.name}{"\n"}{end}`, `{range .items[*]}{.name}={.n},{end}done`,
		`{range .items[*]}{range .tags[*]}{@}{end};{end}`, `{range .empty[*]}{.name}{end}after`,
		`{range .missing}{.name}{end}after`, `{range .items[*]}{.name}`, `{end}`, `{range}{end}`,
		`{range .items}{.name}{end}`, `{range .words[*]}{@}-{end}{range .words[*]}{@}+{end}`,
		`{range .items[*]}[{.name}, {.tags}] {end}`, `{range .items[?(@.n>0)]}{.name}{end}`,
		`{range .items[*]}{range .empty[*]}x{end}y{end}z`, `{range .nested[*]}{range @[*]}{@}{end}|{end}`,
		`{range .one.only}{.leaf}{end}`, `{range .kind}{@}{end}`, `{for .items}`, `{range .items[*]}{end}`,
		`{.items[*].name}{"\n"}{range .items[*]}{@.n}{"\t"}{end}{"\n"}{.kind}`, `{range .items[*].tags[*]}{@}{end}`,
	} {
		vectors = append(vectors, JSONPathVector{Template: template})
	}
	return vectors
}
