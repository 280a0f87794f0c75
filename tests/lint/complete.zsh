# complete.zsh DIRECTORY LINE - prints what LINE becomes when zsh, with the
# completions of DIRECTORY, is given it and a tab.
zmodload zsh/zpty

zpty inner zsh -f
# The widget behind ^X completes, prints the line between marks and ends.
zpty -w inner "PS1= fpath=(${(q)1} \$fpath); autoload -Uz compinit
compinit -D -u
stty -echo
bindkey -e
finish() { zle complete-word; zle -I; print -r -- \"<<<\$LBUFFER>>>\"; exit }
zle -N finish
bindkey '^X' finish
print ready'-'set"
zpty -r inner output '*ready-set*' || exit 1
zpty -w -n inner "$2"$'\x18'
zpty -r inner output '*<<<*>>>*' || exit 1
output=${output##*<<<}
print -r -- "${output%%>>>*}"
zpty -d inner
