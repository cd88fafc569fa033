package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// mutant is a small change of one file: text stands in place of the bytes from start to end.
type mutant struct {
	file       string
	line       int
	source     []byte
	start, end int
	text       string
}

func (m mutant) apply() []byte {
	changed := append([]byte(nil), m.source[:m.start]...)
	return append(append(changed, m.text...), m.source[m.end:]...)
}

// diff is the change on one line.
func (m mutant) diff() string {
	before := m.start - len(lastLine(string(m.source[:m.start])))
	rest, _, _ := strings.Cut(string(m.source[m.end:]), "\n")
	old, _, more := strings.Cut(string(m.source[before:m.end])+rest, "\n")
	if more {
		old += " …"
	}
	changed := strings.Join(strings.Fields(string(m.source[before:m.start])+m.text+rest), " ")
	if changed == "" {
		changed = "(nothing)"
	}
	return strings.Join(strings.Fields(old), " ") + "  =>  " + changed
}

func lastLine(text string) string { return text[strings.LastIndexByte(text, '\n')+1:] }

// mutants lists every mutant of the package's own code, in the order of the source. Generated files have none.
func (p *goPackage) mutants() ([]mutant, error) {
	var all []mutant
	for _, name := range p.GoFiles {
		file := filepath.Join(p.Dir, name)
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		found, err := mutantsOf(file, source)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func mutantsOf(name string, source []byte) ([]mutant, error) {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	if ast.IsGenerated(parsed) {
		return nil, nil
	}
	f := &finder{name: name, source: source, positions: files.File(parsed.Pos())}
	ast.Walk(visitor{f, nil}, parsed)
	return f.found, nil
}

// finder collects the mutants of a file.
type finder struct {
	name      string
	source    []byte
	positions *token.File
	found     []mutant
}

func (f *finder) offset(p token.Pos) int { return f.positions.Offset(p) }

func (f *finder) text(n ast.Node) string {
	return string(f.source[f.offset(n.Pos()):f.offset(n.End())])
}

// replace adds the mutant that has text instead of what stands from start to end.
func (f *finder) replace(start, end token.Pos, text string) {
	f.found = append(f.found, mutant{
		file: f.name, line: f.positions.Line(start), source: f.source,
		start: f.offset(start), end: f.offset(end), text: text,
	})
}

func (f *finder) replaceNode(n ast.Node, text string) { f.replace(n.Pos(), n.End(), text) }

// visitor walks a function, whose result types it knows.
type visitor struct {
	*finder
	results []ast.Expr
}

// Visit implements [ast.Visitor].
func (v visitor) Visit(node ast.Node) ast.Visitor {
	switch n := node.(type) {
	case *ast.ImportSpec:
		return nil
	case *ast.FuncDecl:
		return v.function(n.Type, n.Body)
	case *ast.FuncLit:
		return v.function(n.Type, n.Body)
	case *ast.BlockStmt:
		v.dropEach(n.List)
	case *ast.CaseClause:
		v.replaceNode(n, "")
		v.dropEach(n.Body)
	case *ast.CommClause:
		v.dropEach(n.Body)
	case *ast.IfStmt:
		v.negate(n.Cond)
	case *ast.ForStmt:
		if n.Cond != nil {
			v.negate(n.Cond)
		}
	case *ast.ReturnStmt:
		v.zeroResults(n)
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			v.replaceNode(n, v.text(n.X))
		}
	case *ast.BinaryExpr:
		v.swapOperator(n)
	case *ast.AssignStmt:
		if other, ok := swapped[n.Tok]; ok {
			v.replace(n.TokPos, n.TokPos+token.Pos(len(n.Tok.String())), other.String())
		}
	case *ast.IncDecStmt:
		v.replace(n.TokPos, n.TokPos+2, swapped[n.Tok].String())
	case *ast.BasicLit:
		v.nextTo(n)
	case *ast.Ident:
		if other, ok := map[string]string{"true": "false", "false": "true"}[n.Name]; ok {
			v.replaceNode(n, other)
		}
	}
	return v
}

var swapped = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.LAND: token.LOR, token.LOR: token.LAND,
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL,
	token.ADD_ASSIGN: token.SUB_ASSIGN, token.SUB_ASSIGN: token.ADD_ASSIGN,
	token.INC: token.DEC, token.DEC: token.INC,
}

func (v visitor) swapOperator(n *ast.BinaryExpr) {
	other, ok := swapped[n.Op]
	if !ok || n.Op == token.ADD && (isString(n.X) || isString(n.Y)) {
		return
	}
	v.replace(n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), other.String())
}

// isString reports whether an expression is plainly a text, which nothing can be subtracted from.
func isString(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return x.Kind == token.STRING
	case *ast.BinaryExpr:
		return isString(x.X) || isString(x.Y)
	}
	return false
}

// negate leaves out what other mutants do already: == and != are swapped, and ! is dropped.
func (v visitor) negate(condition ast.Expr) {
	switch c := condition.(type) {
	case *ast.BinaryExpr:
		if c.Op == token.EQL || c.Op == token.NEQ {
			return
		}
	case *ast.UnaryExpr:
		return
	}
	v.replaceNode(condition, "!("+v.text(condition)+")")
}

// function makes the function return zero values at once, unless a return statement is all that it has.
func (v visitor) function(signature *ast.FuncType, body *ast.BlockStmt) visitor {
	inner := visitor{finder: v.finder}
	if signature.Results != nil {
		for _, field := range signature.Results.List {
			for range max(1, len(field.Names)) {
				inner.results = append(inner.results, field.Type)
			}
		}
	}
	if body == nil || len(body.List) == 0 {
		return inner
	}
	if _, ok := body.List[0].(*ast.ReturnStmt); !ok {
		var zeros []string
		for _, result := range inner.results {
			zeros = append(zeros, v.zero(result))
		}
		v.replace(body.List[0].Pos(), body.List[0].Pos(), "return "+strings.Join(zeros, ", ")+"; ")
	}
	return inner
}

func (v visitor) zero(result ast.Expr) string { return "*new(" + v.text(result) + ")" }

// zeroResults replaces what is returned, one value at a time. A bool is negated.
func (v visitor) zeroResults(n *ast.ReturnStmt) {
	if len(n.Results) != len(v.results) {
		return // the results of one call
	}
	for i, value := range n.Results {
		text := v.text(value)
		switch kind := v.text(v.results[i]); {
		case text == "nil" || text == "true" || text == "false" || text == "0" || text == `""`:
		case kind == "bool":
			v.negate(value)
		default:
			v.replaceNode(value, v.zero(v.results[i]))
		}
	}
}

// nextTo replaces a whole number by those beside it.
func (v visitor) nextTo(n *ast.BasicLit) {
	number, err := strconv.ParseInt(n.Value, 0, 64)
	if n.Kind != token.INT || err != nil {
		return
	}
	v.replaceNode(n, strconv.FormatInt(number+1, 10))
	if number > 0 {
		v.replaceNode(n, strconv.FormatInt(number-1, 10))
	}
}

// dropEach leaves out one statement of a list. Declarations stay, since their names are used below.
func (v visitor) dropEach(statements []ast.Stmt) {
	for _, statement := range statements {
		switch s := statement.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.IfStmt:
			if s.Else != nil {
				continue
			}
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.DeferStmt, *ast.GoStmt, *ast.BranchStmt, *ast.SendStmt,
			*ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt:
		default:
			continue
		}
		v.replaceNode(statement, "")
	}
}
